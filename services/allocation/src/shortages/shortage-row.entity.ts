import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A shortage as its merchant's customer service, and its factory, see it. Times only: what is late depends on when it is asked. */
@Entity({ name: 'shortage_row' })
export class ShortageRow {
  @PrimaryColumn({ name: 'shortage_id', type: 'text' }) shortageId: string;
  @Column({ name: 'order_id', type: 'uuid' }) orderId: string;
  @Column({ name: 'merchant_id', type: 'uuid' }) merchantId: string;
  @Column({ name: 'factory_id', type: 'uuid' }) factoryId: string;
  @Column({ name: 'allocation_id', type: 'text' }) allocationId: string;
  @Column({ name: 'line_id', type: 'text' }) lineId: string;
  @Column({ type: 'text' }) sku: string;
  @Column({ type: 'integer' }) quantity: number;
  @Column({ type: 'text' }) supply: string;
  @Column({ type: 'text' }) state: string;
  @Column({ name: 'ended_as', type: 'text', nullable: true }) endedAs: string | null;
  @Column({ name: 'ship_by', type: 'timestamptz', nullable: true }) shipBy: Date | null;
  @Column({ name: 'notify_by', type: 'timestamptz' }) notifyBy: Date;
  @Column({ name: 'opened_at', type: 'timestamptz' }) openedAt: Date;
  @Column({ name: 'notified_at', type: 'timestamptz', nullable: true }) notifiedAt: Date | null;
  @Column({ name: 'missed_at', type: 'timestamptz', nullable: true }) missedAt: Date | null;
  @Column({ name: 'substitute_sku', type: 'text', nullable: true }) substituteSku: string | null;
  @Column({ name: 'difference_fen', type: 'bigint', nullable: true }) differenceFen: string | null;
  @Column({ type: 'integer' }) revision: number;
}
