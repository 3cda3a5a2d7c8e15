import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An order that sends goods again, as the list shows it. */
@Entity({ name: 'reshipment_row' })
export class ReshipmentRow {
  @PrimaryColumn({ name: 'reshipment_id', type: 'uuid' }) reshipmentId: string;
  @Column({ name: 'merchant_id', type: 'uuid' }) merchantId: string;
  @Column({ name: 'original_order_id', type: 'uuid' }) originalOrderId: string;
  @Column({ name: 'original_order_no', type: 'text' }) originalOrderNo: string;
  @Column({ type: 'integer' }) sequence: number;
  @Column({ type: 'text' }) reason: string;
  @Column({ type: 'text' }) status: string;
  @Column({ type: 'text' }) upload: string;
  @Column({ name: 'waybill_nos', type: 'json' }) waybillNos: string[];
  @Column({ name: 'shipped_at', type: 'timestamptz', nullable: true }) shippedAt: Date | null;
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt: Date;
}
