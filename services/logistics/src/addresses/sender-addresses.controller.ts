import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { changeAddress, createAddress, deleteAddress, type AddressBook, type AddressRefusal } from '@daifa/order-domain/addresses';
import { asAddressId } from '@daifa/order-domain/ids';
import { settle } from '@daifa/service-shell/answer';
import { Asked } from '@daifa/service-shell/asked';
import { Allow } from '@daifa/service-shell/policy';
import { WORLD, type World } from '@daifa/service-shell/world';
import { v5 } from 'uuid';
import { EWAYBILL_SETTINGS, type EwaybillSettings } from '../config.js';
import { SenderAddressBody, SenderAddressItem, SenderAddressList } from './sender-addresses.dto.js';

/** The book is one small stream: it is read from there, and the limit holds whoever asks at the same time. */
@ApiTags('sender-addresses')
@Controller('sender-addresses')
@Allow(['merchant'])
export class SenderAddressesController {
  constructor(@Inject(WORLD) private readonly world: World, @Inject(EWAYBILL_SETTINGS) private readonly settings: EwaybillSettings) {}

  @Post()
  @ApiOperation({ summary: 'Add a sender address; at most 100 新增发货地址' })
  @ApiCreatedResponse({ type: SenderAddressItem })
  async create(@Body() { name, phone, province, city, district, detail }: SenderAddressBody, @Asked() asked: Asked): Promise<SenderAddressItem> {
    const context = asked.context();
    const address = { addressId: asAddressId(v5('address', context.commandId)), name, phone, province, city, district, detail };
    const at = this.world.ports.clock.now().toISOString();
    const outcome = await this.#books.transact<AddressRefusal>(asked.caller.tenantId, context, (book) => createAddress({ ...address, at, max: this.settings.addressesMax }, book));
    const { revision, position } = settle(outcome);
    asked.answeredAt({ revision, ...(position !== null && { position }) });
    return { ...address, version: 1 };
  }

  @Put(':addressId')
  @HttpCode(200)
  @ApiOperation({ summary: 'Change a sender address: a new version, what was opened or shipped with the old one keeps that 修改发货地址' })
  @ApiOkResponse({ type: SenderAddressItem })
  async change(@Param('addressId') id: string, @Body() { name, phone, province, city, district, detail }: SenderAddressBody, @Asked() asked: Asked): Promise<SenderAddressItem> {
    const address = { addressId: asAddressId(id), name, phone, province, city, district, detail };
    const at = this.world.ports.clock.now().toISOString();
    const { state, revision, position } = settle(await this.#books.transact<AddressRefusal>(asked.caller.tenantId, asked.context(), (book) => changeAddress({ ...address, at }, book)));
    asked.answeredAt({ revision, ...(position !== null && { position }) });
    return { ...address, version: state.addresses.find(({ addressId }) => addressId === address.addressId)?.version ?? 1 };
  }

  @Get()
  @ApiOperation({ summary: 'The sender addresses of the caller 发货地址列表' })
  @ApiOkResponse({ type: SenderAddressList })
  async list(@Asked() asked: Asked): Promise<SenderAddressList> {
    const { state, revision } = await this.#books.load(asked.caller.tenantId);
    if (revision >= 0) asked.answeredAt({ revision });
    return { items: itemsOf(state) };
  }

  @Delete(':addressId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a sender address; what was printed or shipped with it stays 删除发货地址' })
  @ApiNoContentResponse()
  async delete(@Param('addressId') id: string, @Asked() asked: Asked): Promise<void> {
    const command = { addressId: asAddressId(id), at: this.world.ports.clock.now().toISOString() };
    const { revision, position } = settle(await this.#books.transact<AddressRefusal>(asked.caller.tenantId, asked.context(), (book) => deleteAddress(command, book)));
    asked.answeredAt({ revision, ...(position !== null && { position }) });
  }

  get #books(): World['aggregates']['addressBooks'] {
    return this.world.aggregates.addressBooks;
  }
}

function itemsOf({ addresses }: AddressBook): readonly SenderAddressItem[] {
  return addresses.map(({ addressId, name, phone, province, city, district, detail, version }) => ({ addressId, name, phone, province, city, district, detail, version }));
}
