import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One permit of a print job: what became of it, and what the printer said. */
@Entity({ name: 'print_job_item' })
export class PrintJobItem {
  @PrimaryColumn({ name: 'permit_id', type: 'text' }) permitId: string;
  @Column({ name: 'factory_id', type: 'uuid' }) factoryId: string;
  @Column({ name: 'print_job_id', type: 'text' }) printJobId: string;
  @Column({ name: 'granted_position', type: 'bigint' }) grantedPosition: string;
  @Column({ type: 'integer' }) place: number;
  @Column({ name: 'label_id', type: 'text' }) labelId: string;
  @Column({ name: 'allocation_ids', type: 'text', array: true }) allocationIds: string[];
  @Column({ name: 'waybill_no', type: 'text' }) waybillNo: string;
  @Column({ type: 'integer' }) copy: number;
  @Column({ type: 'text' }) reason: string;
  @Column({ type: 'text' }) state: string;
  @Column({ type: 'text', nullable: true }) result: string | null;
  @Column({ name: 'expires_at', type: 'timestamptz' }) expiresAt: Date;
}

/** As the job asked; what was added to it later, behind. */
export const AS_ASKED = { place: 'ASC', grantedPosition: 'ASC' } as const;
