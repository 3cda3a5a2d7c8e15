import { Body, Controller, Get, Inject, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { asBindingId } from '@daifa/order-domain/ids';
import { currentRules, publishRules, type Publish, type Rules } from '@daifa/order-domain/rules';
import { settle } from '@daifa/service-shell/answer';
import { Asked } from '@daifa/service-shell/asked';
import { Allow } from '@daifa/service-shell/policy';
import { notFound, problem } from '@daifa/service-shell/problems';
import { WORLD, type World } from '@daifa/service-shell/world';
import { withoutPersonalData } from '../free-text.js';
import { ReviewRulesAnswer, ReviewRulesBody, RulesQuery, ShippingRulesAnswer, ShippingRulesBody, WorkingCalendarAnswer, WorkingCalendarBody } from './rules.dto.js';

/** The parts of a merchant's rule book. Each PUT is a new version of the whole book; `If-Match` guards against two pens at once. */
@ApiTags('rules')
@Controller()
@Allow(['merchant', 'platform'])
export class RulesController {
  constructor(@Inject(WORLD) private readonly world: World) {}

  @Get('working-calendar')
  @ApiOperation({ summary: 'On which days work is done 工作日历' })
  @ApiOkResponse({ type: WorkingCalendarAnswer })
  async calendar(@Query() query: RulesQuery, @Asked() asked: Asked): Promise<WorkingCalendarAnswer> {
    return shownCalendar(await this.#read(query, asked));
  }

  @Put('working-calendar')
  @ApiOperation({ summary: 'Publish a calendar: weekdays, holidays, days worked for them 发布工作日历', description: 'Orders taken in from now on live by it; clocks that run keep theirs.' })
  @ApiOkResponse({ type: WorkingCalendarAnswer })
  async publishCalendar(@Query() query: RulesQuery, @Body() body: WorkingCalendarBody, @Asked() asked: Asked): Promise<WorkingCalendarAnswer> {
    const exceptions = body.exceptions.map(({ day, working, name }) => ({ day, working, name: withoutPersonalData('name', name) }));
    return shownCalendar(await this.#publish(query, asked, { calendar: { weekdays: body.weekdays, exceptions } }));
  }

  @Get('shipping-rules')
  @ApiOperation({ summary: 'By when orders must leave, and how long each stage may take 发货时效规则' })
  @ApiOkResponse({ type: ShippingRulesAnswer })
  async shipping(@Query() query: RulesQuery, @Asked() asked: Asked): Promise<ShippingRulesAnswer> {
    return shownShipping(await this.#read(query, asked));
  }

  @Put('shipping-rules')
  @ApiOperation({ summary: 'Publish cut-offs, limits and stage targets 发布发货时效规则', description: 'Orders taken in from now on live by them; clocks that run keep theirs.' })
  @ApiOkResponse({ type: ShippingRulesAnswer })
  async publishShipping(@Query() query: RulesQuery, @Body() body: ShippingRulesBody, @Asked() asked: Asked): Promise<ShippingRulesAnswer> {
    const policies = body.policies.map(({ channel, basis, codBasis, promise, cutoffs, limits, pausesOn }) => ({
      channel, basis, codBasis, promise, cutoffs: cutoffs.map(({ cutoff, shipBy, days }) => ({ cutoff, shipBy, days })), limits: limits.map(({ minutes, time }) => ({ minutes, time })), pausesOn,
    }));
    const targets = body.targets.map(({ stage, bindingId, minutes }) => ({ stage, bindingId: bindingId === null ? null : asBindingId(bindingId), minutes }));
    return shownShipping(await this.#publish(query, asked, { policies, targets }));
  }

  @Get('review-rules')
  @ApiOperation({ summary: 'What makes an order wait for a person 审单规则' })
  @ApiOkResponse({ type: ReviewRulesAnswer })
  async review(@Query() query: RulesQuery, @Asked() asked: Asked): Promise<ReviewRulesAnswer> {
    return shownReview(await this.#read(query, asked));
  }

  @Put('review-rules')
  @ApiOperation({ summary: 'Publish review rules: each match is a reason, no match approves 发布审单规则' })
  @ApiOkResponse({ type: ReviewRulesAnswer })
  async publishReview(@Query() query: RulesQuery, @Body() body: ReviewRulesBody, @Asked() asked: Asked): Promise<ReviewRulesAnswer> {
    const review = body.rules.map(({ ruleId, kind, threshold = 0, words = [] }) => ({ ruleId, kind, threshold, words: words.map((word) => withoutPersonalData('words', word)) }));
    return shownReview(await this.#publish(query, asked, { review }));
  }

  async #read(query: RulesQuery, asked: Asked): Promise<Rules> {
    const { state, revision } = await this.world.aggregates.ruleBooks.load(merchantOf(query, asked));
    asked.answeredAt({ revision: Math.max(revision, 0) });
    const rules = query.version === undefined ? currentRules(state) : state.versions[query.version];
    if (!rules) throw notFound('RULES_NOT_FOUND', { version: query.version ?? null });
    return rules;
  }

  async #publish(query: RulesQuery, asked: Asked, part: Publish): Promise<Rules> {
    const at = this.world.ports.clock.now().toISOString();
    const ifMatch = asked.ifMatch();
    const outcome = await this.world.aggregates.ruleBooks.transact(merchantOf(query, asked), asked.context(), (book) => publishRules({ ...part, at }, book), ifMatch === undefined ? {} : { ifMatch });
    const { state, revision, position } = settle(outcome);
    asked.answeredAt({ revision: Math.max(revision, 0), ...(position !== null && { position }) });
    return currentRules(state);
  }
}

/** A merchant has one rule book; the platform says whose. */
function merchantOf({ merchantId }: RulesQuery, { caller }: Asked): string {
  if (caller.role !== 'platform') return caller.tenantId;
  if (merchantId === undefined) throw problem('RULES_INVALID', { faults: ['merchantId is missing'] });
  return merchantId;
}

const shownCalendar = ({ version, publishedAt, calendar: { weekdays, exceptions } }: Rules): WorkingCalendarAnswer => ({ version, publishedAt, calendar: { weekdays: [...weekdays], exceptions: [...exceptions] } });

const shownReview = ({ version, publishedAt, review }: Rules): ReviewRulesAnswer => ({ version, publishedAt, rules: review.map((rule) => ({ ...rule, words: [...rule.words] })) });

const shownShipping = ({ version, publishedAt, policies, targets }: Rules): ShippingRulesAnswer => ({
  version, publishedAt, targets: [...targets],
  policies: policies.map((policy) => ({ ...policy, cutoffs: [...policy.cutoffs], limits: [...policy.limits], pausesOn: [...policy.pausesOn] })),
});
