import type { Statement } from '@daifa/order-domain/statement-events';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A statement as both sides' lists show it. */
@Entity({ name: 'statement_row' })
export class StatementRow {
  @PrimaryColumn({ name: 'statement_id', type: 'text' }) statementId: string;
  /** Of its request: the newest first. bigint is text for the driver. */
  @Column({ type: 'bigint' }) position: string;
  @Column({ name: 'merchant_id', type: 'uuid' }) merchantId: string;
  @Column({ name: 'factory_id', type: 'uuid' }) factoryId: string;
  @Column({ name: 'requested_at', type: 'timestamptz' }) requestedAt: Date;
  @Column({ type: 'json' }) statement: Statement;
}
