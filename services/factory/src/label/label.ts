/** What a courier label says. Everything personal is already masked for a label (reliability.md 5.2) before it comes here. */
export type LabelContent = {
  readonly carrierCode: string;
  readonly carrierName: string;
  readonly waybillNo: string;
  /** 三段码: where the sorting machines send the parcel. */
  readonly sortCode: string;
  /** 集包地: the hub whose bag the parcel goes into. */
  readonly packageCenter: string;
  /** 大头笔: the destination in words, for people. */
  readonly markDestination: string;
  readonly serviceType: string;
  readonly receiver: LabelParty;
  readonly sender: LabelParty;
  /** 代打订单号: the masked order number, the only one a factory knows. */
  readonly orderMaskSn: string;
  readonly goods: readonly LabelGoods[];
  readonly remark: string;
  /** Short handling marks such as 易碎, each printed in its own frame. */
  readonly handling: readonly string[];
  /** 1 for the first print; from 2 on the paper itself says 第N次打印 (F-FP-06). */
  readonly printCount: number;
  /** ISO 8601 with zone; the paper shows it as Asia/Shanghai time. */
  readonly printedAt: string;
};

export type LabelParty = { readonly name: string; readonly phone: string; readonly address: string };

export type LabelGoods = { readonly title: string; readonly spec: string; readonly outSkuSn: string; readonly quantity: number };

/** Paper sizes in millimetres, width before height. Both are single-sheet thermal labels (一联单) sold everywhere in China. */
export type LabelSize = '100x180' | '76x130';

/** Labels in one document: the batch limit of every route (design.md 5). */
export const LABELS_MAX = 100;

export type LabelProblem =
  /** Characters, as code points such as U+20BB7, for which the font has no glyph: printing would leave an empty box. */
  | { readonly reason: 'no-glyph'; readonly field: string; readonly codePoints: readonly string[] }
  /** The waybill number has no Code 128 form, or one too wide for the paper. */
  | { readonly reason: 'barcode-unfit'; readonly field: 'waybillNo'; readonly codePoints: readonly [] }
  | { readonly reason: 'not-a-time'; readonly field: 'printedAt'; readonly codePoints: readonly [] };

/**
 * This content cannot become a faithful label; no paper must come out. It names fields and single code points, never the
 * text around them, so that the error may be logged although a label holds masked personal data.
 */
export class LabelUnprintable extends Error {
  readonly code = 'LABEL_UNPRINTABLE';

  constructor(
    readonly waybillNo: string,
    readonly problems: readonly LabelProblem[],
  ) {
    super(`label cannot be printed: ${problems.map((problem) => [problem.reason, problem.field, ...problem.codePoints].join(' ')).join('; ')}`);
    this.name = 'LabelUnprintable';
  }
}

/** @throws RangeError where a document would hold no label or more than LABELS_MAX: the caller splits batches. */
export function checkCount(labels: readonly LabelContent[]): void {
  if (labels.length === 0 || labels.length > LABELS_MAX) throw new RangeError(`a document holds 1 to ${LABELS_MAX} labels, not ${labels.length}`);
}
