import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { CommandContext } from '@daifa/event-store/context';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type BatchAnswer, runBatch } from './batch.js';
import { type CursorKey, nextLink, page, type Page } from './cursor.js';
import { answeredAt, ifMatch, readPosition } from './etag.js';
import { LatestPlace } from './latest-place.js';
import { loggable } from './loggable.js';
import { occasionOf } from './problem-reply.js';
import type { Guard } from './problems.js';
import { commandContext } from './request-context.js';
import { type Caller as RequestCaller, callerOf, stateOf } from './request-state.js';

/** Everything about a request beside its body, so that a controller takes one argument for it: `@Asked() asked: Asked`. */
export type Asked = {
  /** @throws Error on a public route */
  readonly caller: RequestCaller;
  readonly correlationId: string;
  /** The context of the command behind this request; for a batch, of one item. */
  context(itemKey?: string): CommandContext;
  /** Revision of `If-Match`, undefined without one. */
  ifMatch(): number | undefined;
  /** Position of `Daifa-Position` a read has to reach, undefined without one. */
  readPosition(): number | undefined;
  /** Sets ETag and Daifa-Position. */
  answeredAt(place: { readonly revision?: number; readonly position?: number }): void;
  /** The place a list goes on from: the key of the `cursor` parameter, null without one. @throws Problem CURSOR_INVALID */
  after(cursor: string | undefined): CursorKey | null;
  /** A page from `limit + 1` rows, and its Link header. */
  page<Row>(rows: readonly Row[], limit: number, key: (row: Row) => CursorKey): Page<Row>;
  /** Tells what watches this process of rules that said no to a part of a request which is answered all the same. */
  told(guards: readonly Guard[]): void;
  /** Runs up to 100 items, each with a command context of its own; what they tell `place` becomes Daifa-Position. @throws Problem BATCH_TOO_LARGE */
  batch<Item, Done>(items: readonly Item[], steps: { readonly key: (item: Item) => string; readonly run: (item: Item, context: CommandContext, place: LatestPlace) => Promise<Done> }): Promise<BatchAnswer<Done>>;
};

export const Asked = createParamDecorator((_: unknown, host: ExecutionContext): Asked => {
  const http = host.switchToHttp();
  return askedOf(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
});

export type Caller = RequestCaller;

/** `@Caller() caller: Caller`, for a route that needs nothing else of the request. */
export const Caller = createParamDecorator((_: unknown, host: ExecutionContext): RequestCaller => callerOf(host.switchToHttp().getRequest<FastifyRequest>()));

export function askedOf(request: FastifyRequest, reply: FastifyReply): Asked {
  const { correlationId, cursors, watch } = stateOf(request);
  const scope = (): { readonly route: string; readonly tenantId: string } => ({ route: `${request.method} ${request.routeOptions.url ?? ''}`, tenantId: callerOf(request).tenantId });
  return {
    get caller() {
      return callerOf(request);
    },
    correlationId,
    context: (itemKey) => commandContext(request, itemKey),
    ifMatch: () => ifMatch(request),
    readPosition: () => readPosition(request),
    answeredAt: (place) => answeredAt(reply, place),
    after: (cursor) => (cursor === undefined ? null : cursors.open(cursor, scope())),
    page: (rows, limit, key) => {
      const found = page(rows, limit, key, (last) => cursors.seal(last, scope()));
      if (found.next !== null) reply.header('Link', nextLink(request.url, found.next));
      return found;
    },
    told: (guards) => watch.told(guards),
    batch: async (items, { key, run }) => {
      const place = new LatestPlace();
      const steps = { key, run: (item: (typeof items)[number], itemKey: string) => run(item, commandContext(request, itemKey), place) };
      const answer = await runBatch(items, steps, occasionOf(request), (error, itemKey) => request.log.warn({ itemKey, error: loggable(error) }, 'batch item failed'));
      for (const result of answer.results) if (result.status !== 'done') watch.told(result.problem.guards);
      if (place.position !== undefined) answeredAt(reply, { position: place.position });
      return answer;
    },
  };
}
