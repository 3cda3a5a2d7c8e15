import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { WorkItem } from './work-item.js';

/** One allocation as its factory sees it, beside what the list is sorted and filtered by. */
@Entity({ name: 'work_list_row' })
export class WorkListRow {
  @PrimaryColumn({ name: 'allocation_id', type: 'text' }) allocationId: string;
  @Column({ name: 'factory_id', type: 'uuid' }) factoryId: string;
  @Column({ name: 'allocated_at', type: 'timestamptz' }) allocatedAt: Date;
  @Column({ type: 'text' }) status: string;
  @Column({ type: 'boolean' }) held: boolean;
  @Column({ name: 'changed_at', type: 'timestamptz' }) changedAt: Date;
  @Column({ type: 'integer' }) revision: number;
  @Column({ type: 'bigint' }) seq: string;
  @Column({ type: 'json' }) item: WorkItem;
}
