import { Controller, Get, Headers, Inject, Query, Sse, type MessageEvent } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Asked } from '@daifa/service-shell/asked';
import { Allow, Streamed } from '@daifa/service-shell/policy';
import { invalid } from '@daifa/service-shell/validation';
import { from, type Observable } from 'rxjs';
import { FeedReader } from './feed-reader.js';
import { feedStream } from './feed-stream.js';
import { FeedAnswer, FeedQuery } from './feed.dto.js';

const LIMIT = 100;
const SEQ = /^(0|[1-9]\d{0,14})$/;

@ApiTags('factory')
@Controller('factory/feed')
@Allow(['factory'])
export class FeedController {
  constructor(@Inject(FeedReader) private readonly feed: FeedReader) {}

  @Get()
  @Streamed(true)
  @ApiOperation({ summary: 'Everything that happened to your allocations, in order and without gaps; waits for news when asked to 变更流（长轮询）' })
  @ApiOkResponse({ type: FeedAnswer })
  async read(@Query() { after = 0, limit = LIMIT, waitMs = 0 }: FeedQuery, @Asked() asked: Asked): Promise<FeedAnswer> {
    const { items, head } = await this.feed.next({ factoryId: asked.caller.tenantId, after, limit, waitMs });
    return { items, head, prevSeq: after };
  }

  @Sse('stream')
  @ApiOperation({ summary: 'The same as server-sent events; reconnecting with Last-Event-ID goes on after it 变更流（SSE）' })
  @ApiOkResponse({ description: 'An event for each entry.', content: { 'text/event-stream': { schema: { type: 'string' }, example: 'id: 4711\ndata: {"seq":4711}\n\n' } } })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'The `seq` of the last entry you have.', example: '4711' })
  stream(@Headers('last-event-id') lastEventId: string | undefined, @Asked() asked: Asked): Observable<MessageEvent> {
    if (lastEventId !== undefined && !SEQ.test(lastEventId)) {
      throw invalid([{ in: 'header', pointer: '/last-event-id', rule: 'seq', messages: { zh: '须为非负整数', en: 'Last-Event-ID must be a non-negative integer' } }]);
    }
    return from(feedStream(this.feed, { factoryId: asked.caller.tenantId, after: Number(lastEventId ?? 0), limit: LIMIT }));
  }
}
