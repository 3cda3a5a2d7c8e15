import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Work that somebody has to do by hand: tear up a label, or answer a call. */
@Entity({ name: 'factory_task' })
export class FactoryTask {
  @PrimaryColumn({ name: 'task_id', type: 'uuid' }) taskId: string;
  @Column({ name: 'factory_id', type: 'uuid' }) factoryId: string;
  @Column({ type: 'text' }) task: string;
  @Column({ name: 'order_mask_sn', type: 'uuid' }) orderMaskSn: string;
  @Column({ name: 'allocation_ids', type: 'text', array: true }) allocationIds: string[];
  @Column({ name: 'label_id', type: 'text', nullable: true }) labelId: string | null;
  @Column({ name: 'due_at', type: 'timestamptz' }) dueAt: Date;
  @Column({ name: 'opened_at', type: 'timestamptz' }) openedAt: Date;
}
