import type { Channel, PlatformStatus } from '@daifa/order-domain/words';
import type { ExportedLine, ExportedOrder } from '../import/exported-order.js';

/** An order as any channel tells it, file or interface: plain values, in memory only. */
export type ChannelOrder = Omit<ExportedOrder, 'channel' | 'lines' | 'status' | 'flag'> & {
  readonly channel: Channel;
  readonly status: PlatformStatus;
  /** Absent rather than false: the content key of an order is made of what is here, and must not change for orders known before. */
  readonly cod?: true;
  readonly lines: readonly ChannelLine[];
};

export type ChannelLine = Pick<ExportedLine, 'platformLineNo' | 'title' | 'spec' | 'outSkuSn' | 'productSn' | 'quantity' | 'unitPriceFen' | 'isGift'> & { readonly mode: 'DROPSHIP' | 'SELF' };
