import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A number that a channel is to have, and how far that has come. */
@Entity({ name: 'shipment_row' })
export class ShipmentRow {
  @PrimaryColumn({ name: 'order_id', type: 'uuid' }) orderId: string;
  @PrimaryColumn({ name: 'waybill_no', type: 'text' }) waybillNo: string;
  @Column({ name: 'merchant_id', type: 'uuid' }) merchantId: string;
  @Column({ type: 'text' }) channel: string;
  @Column({ name: 'shop_id', type: 'text' }) shopId: string;
  @Column({ name: 'platform_order_no', type: 'text' }) platformOrderNo: string;
  @Column({ type: 'text' }) carrier: string;
  @Column({ name: 'requested_at', type: 'timestamptz' }) requestedAt: Date;
  @Column({ type: 'text' }) upload: string;
  @Column({ type: 'text', nullable: true }) code: string | null;
  @Column({ type: 'boolean' }) retryable: boolean;
  @Column({ type: 'integer' }) attempts: number;
  @Column({ name: 'next_attempt_at', type: 'timestamptz', nullable: true }) nextAttemptAt: Date | null;
}
