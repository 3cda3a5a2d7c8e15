import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Health, isServing, type Report } from './health.js';
import { Allow } from './policy.js';

const check = { type: 'object', required: ['ok'], properties: { ok: { type: 'boolean' }, detail: { type: 'string' } } };
const report = {
  type: 'object',
  required: ['status', 'checks'],
  properties: { status: { type: 'string', enum: ['ok', 'degraded', 'starting', 'stopping', 'failing'] }, checks: { type: 'object', additionalProperties: check } },
  example: { status: 'ok', checks: { 'access database': { ok: true } } },
};

@ApiTags('health')
@Allow('public')
@Controller('health')
export class HealthController {
  constructor(private readonly health: Health) {}

  @ApiOperation({ summary: 'The process answers and no part of it has stopped for good. Restart it if not.' })
  @ApiOkResponse({ schema: report })
  @Get('live')
  async live(@Res({ passthrough: true }) reply: FastifyReply): Promise<Report> {
    return answer(await this.health.live(), reply);
  }

  @ApiOperation({ summary: 'Requests can be served now; 503 during start and stop and while a check fails.' })
  @ApiOkResponse({ schema: report })
  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Report> {
    return answer(await this.health.ready(), reply);
  }

  @ApiOperation({ summary: 'The start is over; 503 until then.' })
  @ApiOkResponse({ schema: report })
  @Get('started')
  started(@Res({ passthrough: true }) reply: FastifyReply): Report {
    return answer(this.health.started(), reply);
  }
}

function answer(report: Report, reply: FastifyReply): Report {
  reply.code(isServing(report) ? 200 : 503).header('Cache-Control', 'no-store');
  return report;
}
