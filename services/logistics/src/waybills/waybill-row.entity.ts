import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A label with its number. An orphan's number is kept for tracking and shown to nobody. */
@Entity({ name: 'waybill_row' })
export class WaybillRow {
  @PrimaryColumn({ name: 'label_id', type: 'text' }) labelId: string;
  @Column({ name: 'order_id', type: 'uuid' }) orderId: string;
  @Column({ name: 'merchant_id', type: 'uuid' }) merchantId: string;
  @Column({ name: 'factory_id', type: 'uuid' }) factoryId: string;
  @Column({ name: 'allocation_ids', type: 'text', array: true }) allocationIds: string[];
  @Column({ type: 'text' }) carrier: string;
  @Column({ name: 'waybill_no', type: 'text', nullable: true }) waybillNo: string | null;
  @Column({ type: 'text' }) state: string;
  @Column({ type: 'boolean' }) orphaned: boolean;
  @Column({ type: 'text', nullable: true }) reason: string | null;
  @Column({ type: 'boolean' }) quarantined: boolean;
  @Column({ name: 'requested_at', type: 'timestamptz' }) requestedAt: Date;
  @Column({ type: 'integer' }) revision: number;
}
