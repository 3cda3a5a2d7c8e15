import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An allocation as its merchant's list shows it. */
@Entity({ name: 'allocation_row' })
export class AllocationRow {
  @PrimaryColumn({ name: 'allocation_id', type: 'text' }) allocationId: string;
  @Column({ name: 'order_id', type: 'uuid' }) orderId: string;
  @Column({ name: 'merchant_id', type: 'uuid' }) merchantId: string;
  @Column({ name: 'factory_id', type: 'uuid' }) factoryId: string;
  @Column({ name: 'line_id', type: 'text' }) lineId: string;
  @Column({ type: 'integer' }) epoch: number;
  @Column({ type: 'integer' }) quantity: number;
  @Column({ type: 'text' }) title: string;
  @Column({ type: 'text' }) spec: string;
  @Column({ type: 'text' }) status: string;
  @Column({ name: 'cancel_cause', type: 'text', nullable: true }) cancelCause: string | null;
  @Column({ name: 'cancel_reason', type: 'text', nullable: true }) cancelReason: string | null;
  @Column({ type: 'text', nullable: true }) carrier: string | null;
  @Column({ name: 'waybill_no', type: 'text', nullable: true }) waybillNo: string | null;
  @Column({ type: 'boolean' }) held: boolean;
  @Column({ type: 'text' }) stock: string;
  @Column({ type: 'integer' }) revision: number;
  @Column({ name: 'allocated_at', type: 'timestamptz' }) allocatedAt: Date;
}
