import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OrderSummary } from './order-summary.js';

/** An order as its merchant's list shows it; also one that only an after-sale has announced yet (parked). */
@Entity({ name: 'order_row' })
export class OrderRow {
  @PrimaryColumn({ name: 'order_id', type: 'uuid' }) orderId: string;
  @Column({ name: 'merchant_id', type: 'uuid', nullable: true }) merchantId: string | null;
  @Column({ type: 'text' }) channel: string;
  @Column({ name: 'shop_id', type: 'text' }) shopId: string;
  @Column({ name: 'platform_order_no', type: 'text' }) platformOrderNo: string;
  @Column({ name: 'platform_status', type: 'text' }) platformStatus: string;
  @Column({ type: 'text' }) status: string;
  @Column({ type: 'boolean' }) held: boolean;
  @Column({ type: 'boolean' }) parked: boolean;
  @Column({ type: 'json' }) summary: OrderSummary;
  @Column({ name: 'imported_at', type: 'timestamptz' }) importedAt: Date;
  @Column({ type: 'integer' }) revision: number;
}
