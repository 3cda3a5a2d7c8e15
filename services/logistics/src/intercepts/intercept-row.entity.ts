import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A parcel under way that its carrier was to be asked to stop or to re-route. */
@Entity({ name: 'intercept_row' })
export class InterceptRow {
  @PrimaryColumn({ name: 'intercept_id', type: 'text' }) interceptId: string;
  @Column({ name: 'order_id', type: 'uuid' }) orderId: string;
  @Column({ name: 'merchant_id', type: 'uuid' }) merchantId: string;
  @Column({ type: 'text' }) kind: string;
  @Column({ name: 'allocation_ids', type: 'text', array: true }) allocationIds: string[];
  @Column({ type: 'text' }) carrier: string;
  @Column({ name: 'waybill_no', type: 'text' }) waybillNo: string;
  @Column({ type: 'text', nullable: true }) outcome: string | null;
  @Column({ type: 'text' }) note: string;
  @Column({ name: 'opened_at', type: 'timestamptz' }) openedAt: Date;
  @Column({ name: 'closed_at', type: 'timestamptz', nullable: true }) closedAt: Date | null;
}
