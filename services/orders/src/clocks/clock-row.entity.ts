import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One clock of an order. Times only: what they mean depends on what time it is, and is said when somebody asks. */
@Entity({ name: 'clock_row' })
export class ClockRow {
  @PrimaryColumn({ name: 'order_id', type: 'uuid' }) orderId: string;
  @PrimaryColumn({ type: 'text' }) stage: string;
  /** Empty for a clock of the whole order. */
  @PrimaryColumn({ name: 'allocation_id', type: 'text' }) allocationId: string;
  @Column({ name: 'merchant_id', type: 'uuid' }) merchantId: string;
  @Column({ name: 'factory_id', type: 'uuid', nullable: true }) factoryId: string | null;
  @Column({ type: 'text' }) owner: string;
  @Column({ name: 'started_at', type: 'timestamptz' }) startedAt: Date;
  @Column({ name: 'at_risk_at', type: 'timestamptz', nullable: true }) atRiskAt: Date | null;
  @Column({ name: 'due_at', type: 'timestamptz', nullable: true }) dueAt: Date | null;
  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true }) endedAt: Date | null;
  @Column({ type: 'boolean' }) paused: boolean;
  @Column({ name: 'missed_at', type: 'timestamptz', nullable: true }) missedAt: Date | null;
}
