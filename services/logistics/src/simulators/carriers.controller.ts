import { Body, Controller, Get, HttpCode, Inject, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CARRIER_CODES, carriers, isCarrierCode, type CarrierCode } from '@daifa/carriers/catalogue';
import { Allow } from '@daifa/service-shell/policy';
import { problem } from '@daifa/service-shell/problems';
import { CarrierItem, CarrierList, SimulatorBody, SimulatorItem } from './carriers.dto.js';
import { WELL_BEHAVED } from './settings.js';
import { SIMULATORS, type Simulators } from './simulators.js';

@ApiTags('carriers')
@Controller('carriers')
export class CarriersController {
  constructor(@Inject(SIMULATORS) private readonly simulators: Simulators) {}

  @Get()
  @Allow('any-tenant')
  @ApiOperation({ summary: 'The carriers numbers can be bought from 快递公司列表' })
  @ApiOkResponse({ type: CarrierList })
  list(): CarrierList {
    return { items: CARRIER_CODES.map((code) => shown(code)) };
  }

  @Get(':code/simulator')
  @Allow(['platform'])
  @ApiOperation({ summary: 'How a simulated carrier behaves, and what it counted 模拟快递设置' })
  @ApiOkResponse({ type: SimulatorItem })
  simulator(@Param('code') code: string): Promise<SimulatorItem> {
    return this.#settings(known(code));
  }

  @Put(':code/simulator')
  @HttpCode(200)
  @Allow(['platform'])
  @ApiOperation({ summary: 'Let a simulated carrier behave badly, from the next call on 修改模拟快递设置' })
  @ApiOkResponse({ type: SimulatorItem })
  async change(@Param('code') code: string, @Body() body: SimulatorBody): Promise<SimulatorItem> {
    const carrier = known(code);
    const { latencyMs, failBeforeRate, failAfterRate, refuseRate, balance, voidRatioMax, contactRate, pickupAfterMs } = WELL_BEHAVED;
    await this.simulators.board.change(carrier, {
      latencyMs: body.latencyMs ?? latencyMs, failBeforeRate: body.failBeforeRate ?? failBeforeRate, failAfterRate: body.failAfterRate ?? failAfterRate,
      refuseRate: body.refuseRate ?? refuseRate, balance: body.balance ?? balance, voidRatioMax: body.voidRatioMax ?? voidRatioMax, contactRate: body.contactRate ?? contactRate, pickupAfterMs: body.pickupAfterMs ?? pickupAfterMs,
    });
    return this.#settings(carrier);
  }

  async #settings(code: CarrierCode): Promise<SimulatorItem> {
    const { settings, counters } = await this.simulators.board.read(code);
    return { code, ...settings, ...counters };
  }
}

function known(code: string): CarrierCode {
  if (!isCarrierCode(code)) throw problem('CARRIER_UNKNOWN', { carrier: code });
  return code;
}

function shown(code: CarrierCode): CarrierItem {
  const { name, waybillPattern, labelsPerRequestMax, voidRule } = carriers[code];
  return { code, name, waybillPattern: waybillPattern.source, labelsPerRequestMax, voidRule };
}
