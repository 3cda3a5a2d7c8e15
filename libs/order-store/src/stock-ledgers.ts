import { accept, type Decision } from '@daifa/decider/decision';
import type { CommandContext } from '@daifa/event-store/context';
import type { Aggregate, Outcome } from '@daifa/event-store/transact';
import { carryStock, closeStockPage, PAGE_EVENTS_MAX } from '@daifa/order-domain/stock';
import { stockPageIdOf, type StockEvent, type StockLedger } from '@daifa/order-domain/stock-ledger';
import { LRUCache } from 'lru-cache';
import { v5 } from 'uuid';

/** Enough that the SKUs of a busy day are known; forgetting one costs a few reads. */
const PAGES_KNOWN_MAX = 50_000;
/** Where a page can only have been turned once since we looked, a few rounds are a storm, not a wait. */
const TURNS_MAX = 8;

type Page = { readonly page: number; readonly state: StockLedger; readonly revision: number };
type Settled<Refusal> = Outcome<StockLedger, StockEvent, Refusal>;

/** The pages of a ledger were turned under a command again and again. Nothing was appended; it may be asked again. */
export class LedgerBusy extends Error {
  override readonly name = 'LedgerBusy';
  constructor(readonly itemId: string) {
    super(`the stock ledger ${itemId} was turned ${TURNS_MAX} times under one command`);
  }
}

/**
 * Stock ledgers as one stream each, however many pages they have: finds the page that is written now, turns it when it is full. Who turns
 * it, and how often it is tried, makes no difference: the next page begins with a function of the last one, under an id of its own.
 */
export class StockLedgers {
  /** The newest page we know of: a hint, never trusted. */
  readonly #pages = new LRUCache<string, number>({ max: PAGES_KNOWN_MAX });

  constructor(private readonly stock: Aggregate<StockLedger, StockEvent>, private readonly pageEventsMax = PAGE_EVENTS_MAX) {}

  /** The ledger as of now. @throws StoreUnavailable */
  async load(itemId: string): Promise<StockLedger> {
    const newest = await this.#newest(itemId);
    return newest.state.closedAt !== null ? this.#turned(itemId, newest) : newest.state;
  }

  /**
   * Judges a command on the ledger. A command told again across a turned page is found on the page before; one told again after a whole
   * page of others (a thousand events) is judged anew, which only a delivery would notice.
   *
   * @throws LedgerBusy, and what Aggregate.transact throws
   */
  async transact<Refusal>(itemId: string, context: CommandContext, decide: (ledger: StockLedger) => Decision<StockEvent, Refusal>): Promise<Settled<Refusal>> {
    for (let turn = 0; turn < TURNS_MAX; turn += 1) {
      const outcome = await this.#attempt(itemId, await this.#newest(itemId), { context, decide });
      if (outcome) return outcome;
    }
    throw new LedgerBusy(itemId);
  }

  /** Null: the page had to be turned, or was; look again. */
  async #attempt<Refusal>(itemId: string, newest: Page, { context, decide }: { readonly context: CommandContext; readonly decide: (ledger: StockLedger) => Decision<StockEvent, Refusal> }): Promise<Settled<Refusal> | null> {
    const { page, state, revision } = newest;
    const pageId = stockPageIdOf(itemId, page);
    if (state.closedAt !== null) await this.#turned(itemId, newest);
    else if (revision + 1 >= this.pageEventsMax) await this.stock.transact<never>(pageId, { ...context, commandId: v5(`stock/close/${pageId}`, context.commandId) }, (ledger) => closeStockPage({ at: context.occurredAt }, ledger));
    else {
      const earlier = page > 0 ? await this.stock.transact<never>(stockPageIdOf(itemId, page - 1), context, () => accept([])) : null;
      if (earlier?.kind === 'accepted' && earlier.repeated) return earlier;
      const outcome = await this.stock.transact<Refusal>(pageId, context, (ledger) => (ledger.closedAt !== null ? accept([]) : decide(ledger)));
      const decided = outcome.kind === 'stale' || outcome.state.closedAt === null || (outcome.kind === 'accepted' && outcome.repeated);
      return decided ? outcome : null;
    }
    return null;
  }

  /** The last page there is: doubling steps forward, then smaller ones, so that no ledger is too old to find. */
  async #newest(itemId: string): Promise<Page> {
    const known = this.#pages.get(itemId) ?? 0;
    let newest = await this.#page(itemId, known);
    if (newest.revision < 0 && known > 0) newest = await this.#page(itemId, 0); // a store put back from a backup is behind our memory
    for (let stride = 1; newest.state.closedAt !== null && stride >= 1; ) {
      const further = await this.#page(itemId, newest.page + stride);
      stride = further.revision < 0 ? Math.floor(stride / 2) : stride * 2;
      if (further.revision >= 0) newest = further;
    }
    this.#pages.set(itemId, newest.page);
    return newest;
  }

  async #page(itemId: string, page: number): Promise<Page> {
    const { state, revision } = await this.stock.load(stockPageIdOf(itemId, page));
    return { page, state, revision };
  }

  /** Begins the page after a closed one: the same page, whoever does it. */
  async #turned(itemId: string, { page, state: from }: Page): Promise<StockLedger> {
    const context: CommandContext = { commandId: v5(`stock/carry/${page + 1}`, itemId), correlationId: itemId, causationId: null, actor: { kind: 'system', id: 'stock-ledgers' }, occurredAt: from.closedAt ?? '' };
    const outcome = await this.stock.transact<never>(stockPageIdOf(itemId, page + 1), context, (ledger) => carryStock({ from }, ledger));
    this.#pages.set(itemId, page + 1);
    return outcome.kind === 'stale' ? from : outcome.state;
  }
}
