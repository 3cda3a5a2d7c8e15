import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One after-sale case as the list shows it. */
@Entity({ name: 'after_sale_row' })
export class AfterSaleRow {
  @PrimaryColumn({ name: 'after_sale_id', type: 'uuid' }) afterSaleId: string;
  @Column({ name: 'merchant_id', type: 'uuid' }) merchantId: string;
  @Column({ name: 'order_id', type: 'uuid' }) orderId: string;
  @Column({ name: 'after_sale_type', type: 'text' }) afterSaleType: string;
  @Column({ type: 'text' }) state: string;
  @Column({ type: 'json' }) lines: { lineId: string; quantity: number }[];
  @Column({ type: 'text' }) reason: string;
  @Column({ type: 'json' }) refunded: { lineId: string; quantity: number }[];
  @Column({ type: 'integer' }) version: number;
  @Column({ name: 'opened_at', type: 'timestamptz' }) openedAt: Date;
  @Column({ name: 'updated_at', type: 'timestamptz' }) updatedAt: Date;
}
