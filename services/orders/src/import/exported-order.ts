/**
 * What an order export says, once read: plain values in memory only. Nothing here is stored or logged as it is; receiver
 * data is encrypted before it becomes part of an event.
 */
export type Channel = 'PDD' | 'DOUYIN' | 'TAOBAO';

export type ExportedStatus = 'AWAITING_PAYMENT' | 'AWAITING_SHIPMENT' | 'PARTLY_SHIPPED' | 'SHIPPED' | 'COMPLETED' | 'CLOSED' | 'REFUNDED';

/** The platform's own word, and whether it keeps a label from being printed. A word we do not know blocks. */
export type AfterSaleMark = { readonly raw: string; readonly blocks: boolean };

export type ExportedLine = {
  /** Unique within its order and the same in every export of it: the platform's sub-order number, or the line's place. */
  readonly platformLineNo: string;
  readonly title: string;
  readonly spec: string | null;
  readonly outSkuSn: string | null;
  readonly productSn: string | null;
  readonly platformProductId: string | null;
  readonly platformSkuId: string | null;
  /** 1 to 999 999. */
  readonly quantity: number;
  readonly unitPriceFen: number;
  readonly isGift: boolean;
  readonly mode: 'DROPSHIP';
  /** A line can be closed or shipped while its order is not. */
  readonly status: ExportedStatus;
  readonly afterSale: AfterSaleMark | null;
};

/** Null where the export has no such column, the cell is empty, or the platform masked it with asterisks. */
export type ExportedReceiver = {
  readonly name: string | null;
  readonly phone: string | null;
  readonly address: string | null;
  readonly buyer: string | null;
  readonly province: string | null;
  readonly city: string | null;
  readonly district: string | null;
  readonly town: string | null;
};

/** Integer fen. `payable` is what the buyer owes with freight and after discounts, `paid` what came in. */
export type ExportedAmounts = { readonly payableFen: number; readonly paidFen: number; readonly freightFen: number; readonly discountFen: number };

export type ExportedOrder = {
  readonly channel: Channel;
  readonly platformOrderNo: string;
  /** The platform's own words, joined by "；" where the lines differ. */
  readonly platformStatus: string;
  readonly status: ExportedStatus;
  /** PDD 是否审核中: such an order must not be allocated. Anything but a clear "no" counts as yes. */
  readonly inReview: boolean;
  readonly afterSale: AfterSaleMark | null;
  /** ISO 8601 UTC; the files speak Asia/Shanghai. */
  readonly placedAt: string | null;
  readonly paidAt: string | null;
  readonly promisedShipAt: string | null;
  /** Null for every channel today: no export has the platform's time of the last change. */
  readonly updatedAt: string | null;
  readonly currency: 'CNY';
  readonly amounts: ExportedAmounts;
  readonly receiver: ExportedReceiver;
  readonly buyerMessage: string | null;
  readonly sellerNote: string | null;
  readonly flag: string | null;
  readonly lines: readonly ExportedLine[];
};

/** Why a row was not taken. Stable: clients count and filter by it. */
export type BadRowCode =
  | 'ROW_MALFORMED' // wrong number of cells, or a quotation mark that swallowed rows
  | 'TEXT_BROKEN' // bytes that are no character of the file's encoding
  | 'ORDER_NO_INVALID'
  | 'INTAKE_INCOMPLETE'
  | 'UNMAPPED_STATUS'
  | 'QUANTITY_INVALID'
  | 'PRICE_INVALID'
  | 'TIME_INVALID'
  | 'LINE_DUPLICATE' // the same sub-order number twice, with different content
  | 'ROWS_DISAGREE' // rows of one order name different receivers
  | 'SIBLING_ROW_BAD' // the row is good, another of its order is not: an order comes in whole or not at all
  | 'ROW_SCATTERED' // the order's other rows lie too far above, and it was already taken without this one
  | 'LINES_MISSING' // a Taobao order whose lines are absent from the detail file, broken there, or fewer than it says
  | 'TOO_MANY_LINES';

/** A report that is safe to show and to log: it names rows, columns and the order, never what a cell says. */
export type BadRow = {
  readonly kind: 'bad-row';
  /** The row as a spreadsheet numbers it: from 1, counting title, header and blank rows; a cell with line breaks is one row. */
  readonly row: number;
  readonly platformOrderNo: string | null;
  readonly code: BadRowCode;
  /** Names of the columns at fault, as the file spells them. */
  readonly fields: readonly string[];
  readonly zh: string;
  readonly en: string;
};

export type GoodOrder = { readonly kind: 'order'; readonly rows: readonly number[]; readonly order: ExportedOrder };

export type ImportItem = GoodOrder | BadRow;
