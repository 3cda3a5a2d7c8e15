import { Body, Controller, Get, HttpCode, Module, Param, Post, Put, Query, Req } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsInt, IsOptional, IsString, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { manualPorts } from '@daifa/ports/manual';
import type { Ports } from '@daifa/ports/ports';
import { systemPorts } from '@daifa/ports/system';
import type { FastifyRequest } from 'fastify';
import { pino } from 'pino';
import { Asked, Caller } from './asked.js';
import { type AppOptions, createApp, openShell, type RunningApp, type Shell } from './bootstrap.js';
import type { ShellConfig } from './config.js';
import { createLogger } from './logging.js';
import { Allow, NotStored, type Role, Streamed } from './policy.js';
import { notFound, problem, problems } from './problems.js';

/** A small service for the shell's own tests: parcels that exist only in memory. */
export class Parcels {
  runs = 0;
  fail: Error | null = null;
  #release = (): void => undefined;
  #enter = (): void => undefined;
  entered = new Promise<void>((resolve) => (this.#enter = resolve));
  released = new Promise<void>((resolve) => (this.#release = resolve));

  async slowly(): Promise<void> {
    this.#enter();
    await this.released;
  }

  release(): void {
    this.#release();
  }
}

class Line {
  @IsString()
  sku: string;

  @IsInt()
  @Min(1)
  @Max(999)
  quantity: number;
}

class NewParcel {
  @ValidateNested({ each: true })
  @Type(() => Line)
  @ArrayMinSize(1)
  @ArrayMaxSize(5)
  lines: Line[];

  @IsOptional()
  @IsString()
  @MaxLength(20)
  note?: string;
}

class ParcelList {
  @IsOptional()
  @IsString()
  cursor?: string;

  @IsInt()
  @Min(1)
  @Max(100)
  @Type(() => Number)
  limit = 2;
}

class ParcelIds {
  @IsString({ each: true })
  parcelIds: string[];
}

@Allow(['merchant', 'platform'])
@Controller('parcels')
export class ParcelsController {
  constructor(private readonly parcels: Parcels) {}

  @Post()
  create(@Asked() asked: Asked, @Body() body: NewParcel): object {
    this.parcels.runs += 1;
    if (this.parcels.fail) throw this.parcels.fail;
    asked.answeredAt({ revision: 3, position: 41 });
    return { runs: this.parcels.runs, lines: body.lines.length, ...asked.context() };
  }

  @Get()
  list(@Asked() asked: Asked, @Query() query: ParcelList): object {
    const after = Number(asked.after(query.cursor)?.[0] ?? 0);
    const rows = [1, 2, 3, 4, 5].filter((row) => row > after).slice(0, query.limit + 1);
    return { ...asked.page(rows, query.limit, (row) => [row]), position: asked.readPosition() ?? null };
  }

  @Put('refused')
  refuse(): never {
    this.parcels.runs += 1;
    throw problems([{ code: 'ORDER_IN_REVIEW' }, { code: 'ORDER_HAS_AFTERSALE', facts: { afterSaleId: 'as-1' } }]);
  }

  @Get('slow')
  async slow(): Promise<object> {
    await this.parcels.slowly();
    return { slow: 'done' };
  }

  @Post('slow')
  async slowWrite(): Promise<object> {
    this.parcels.runs += 1;
    await this.parcels.slowly();
    return { runs: this.parcels.runs };
  }

  @Get('boom')
  boom(): never {
    throw this.parcels.fail ?? new Error('the receiver 13800001234 is odd');
  }

  @NotStored()
  @Post('label')
  label(): object {
    return { run: (this.parcels.runs += 1) };
  }

  @HttpCode(200)
  @Post('batch')
  batch(@Asked() asked: Asked, @Body() body: ParcelIds): Promise<object> {
    return asked.batch(body.parcelIds, {
      key: (parcelId) => parcelId,
      run: async (parcelId, context) => {
        if (parcelId === 'lost') throw notFound('WAYBILL_NOT_FOUND');
        if (parcelId === 'away') throw Object.assign(new Error('reply lost'), { name: 'StoreUnavailable' });
        return { commandId: context.commandId };
      },
    });
  }

  @Streamed()
  @Post('import')
  async upload(@Req() request: FastifyRequest): Promise<object> {
    const file = await request.file();
    return { name: file?.filename ?? null, bytes: (await file?.toBuffer())?.length ?? 0 };
  }

  @Put(':parcelId')
  change(@Asked() asked: Asked, @Param('parcelId') parcelId: string): object {
    const revision = asked.ifMatch();
    if (revision !== undefined && revision !== 3) throw problem('PRECONDITION_FAILED', { revision: 3 });
    return { parcelId, revision: revision ?? null };
  }
}

@Controller()
export class ParcelEvents {
  constructor(private readonly parcels: Parcels) {}

  @EventPattern('order')
  onOrder(_event: unknown): void {
    if (this.parcels.fail) throw this.parcels.fail;
  }
}

@Allow('any-tenant')
@Controller('onboarding')
export class OnboardingController {
  @Get()
  hello(@Caller() caller: Caller): object {
    return { name: caller.name, role: caller.role };
  }
}

@Module({ controllers: [ParcelsController, OnboardingController, ParcelEvents], providers: [Parcels] })
export class ParcelsModule {}

export const testConfig = (databaseUrl: string): ShellConfig => ({
  host: '127.0.0.1', port: 0, databaseUrl, secret: 'not a secret, only long enough for a test', environment: 'test',
  logLevel: 'info', requestMs: 30_000, drainMs: 0, inFlightMs: 5_000,
});

/** Ports whose clock and timers the test drives, and whose ids do not repeat from suite to suite. */
export function steeredPorts(): ReturnType<typeof manualPorts> {
  return { ...manualPorts(), ids: systemPorts.ids, random: systemPorts.random };
}

export type TestApp = RunningApp & { readonly shell: Shell; readonly parcels: Parcels; readonly logs: readonly string[]; keyFor(roles: readonly Role[]): Promise<string> };

export async function testApp(url: string, ports: Ports = systemPorts, change: Partial<ShellConfig> = {}, beforeReady: AppOptions['beforeReady'] = async () => undefined): Promise<TestApp> {
  const logs: string[] = [];
  const logger = createLogger({ name: 'test', level: 'info', destination: { write: (line) => void logs.push(line) } });
  const shell = await openShell({ name: 'test', ports, config: { ...testConfig(url), ...change }, logger });
  const running = await createApp({ shell, module: ParcelsModule, beforeReady });
  const keyFor = async (roles: readonly Role[]): Promise<string> => {
    const tenant = await shell.access.createTenant({ name: `甲店 ${roles.join('+')}`, roles });
    return (await shell.access.createKey({ tenantId: tenant.tenantId, label: 'test' })).key;
  };
  return { ...running, shell, parcels: running.app.get(Parcels), logs, keyFor };
}

export const silent = pino({ level: 'silent' });
