import type { Asked } from '@daifa/service-shell/asked';
import { notFound, problems } from '@daifa/service-shell/problems';
import type { FastifyReply } from 'fastify';
import type { DataSource } from 'typeorm';
import { AS_ASKED, PrintJobItem } from './print-job-item.entity.js';
import { PERMITS_MAX } from './print-jobs.dto.js';
import type { Refused } from './rendering.js';

/** A job's permits in the order in which they were asked for. */
export async function jobPermits(database: DataSource, factoryId: string, printJobId: string): Promise<readonly string[]> {
  const rows = await database.getRepository(PrintJobItem).find({ where: { factoryId, printJobId }, order: AS_ASKED, take: PERMITS_MAX });
  return rows.map(({ permitId }) => permitId);
}

/** Tells the caller, and who watches this process, what was left out. */
export function refusedHeader(refused: readonly Refused[], asked: Asked, reply: FastifyReply): void {
  for (const { guards } of refused) asked.told(guards);
  if (refused.length > 0) reply.header('Daifa-Refused', JSON.stringify(refused.map(({ permitId, guards }) => ({ permitId, codes: guards.map(({ code }) => code) }))));
}

export function nothingLeft(refused: readonly Refused[], printJobId: string): Error {
  const [first, ...others] = refused.flatMap(({ guards }) => guards);
  return first ? problems([first, ...others]) : notFound('PRINT_JOB_NOT_FOUND', { printJobId });
}
