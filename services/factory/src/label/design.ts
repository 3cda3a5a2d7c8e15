import type { LabelSize } from './label.js';

/**
 * A paper's measures: heights of its bands from top to bottom in millimetres and type sizes in points. The bands of a
 * design fill its height exactly (a test adds them up); the goods take what is left.
 */
export type Design = {
  readonly widthMm: number;
  readonly heightMm: number;
  /** Unprinted edge: thermal heads and label stock are off by up to 1.5 mm. */
  readonly marginMm: number;
  readonly bands: {
    readonly header: number;
    readonly sortCode: number;
    readonly destination: number;
    readonly receiver: number;
    readonly sender: number;
    readonly barcode: number;
    /** 签收: where the consignee signs; 0 where the paper has no room. */
    readonly signature: number;
    /** Between the parcel's part and the sender's part of the paper; 0 where it has only one. */
    readonly cutLine: number;
    readonly stub: number;
    readonly goods: number;
    readonly remark: number;
    readonly footer: number;
  };
  readonly barcode: { readonly widthMaxMm: number; readonly barsMm: number; readonly numberPt: number };
  readonly type: {
    readonly carrier: number;
    readonly sortCode: number;
    readonly destination: number;
    readonly receiver: number;
    readonly address: number;
    readonly sender: number;
    readonly goods: number;
    readonly small: number;
  };
  /** Side of the square cells that hold 收, 寄 and their like. */
  readonly cellMm: number;
};

export const DESIGNS: Record<LabelSize, Design> = {
  '100x180': {
    widthMm: 100,
    heightMm: 180,
    marginMm: 3,
    bands: { header: 12, sortCode: 19, destination: 11, receiver: 23, sender: 14, barcode: 28, signature: 9, cutLine: 5, stub: 13, goods: 24, remark: 11, footer: 5 },
    barcode: { widthMaxMm: 94, barsMm: 18, numberPt: 14 },
    type: { carrier: 20, sortCode: 46, destination: 18, receiver: 15, address: 13, sender: 9.5, goods: 9, small: 7.5 },
    cellMm: 9,
  },
  '76x130': {
    widthMm: 76,
    heightMm: 130,
    marginMm: 2,
    bands: { header: 9, sortCode: 15, destination: 9, receiver: 18.5, sender: 11.5, barcode: 22, signature: 0, cutLine: 0, stub: 0, goods: 27, remark: 9.5, footer: 4.5 },
    barcode: { widthMaxMm: 72, barsMm: 14, numberPt: 12 },
    type: { carrier: 15, sortCode: 36, destination: 14, receiver: 12, address: 10.5, sender: 8, goods: 8, small: 6.5 },
    cellMm: 7,
  },
};
