import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A binding as both sides' lists show it. */
@Entity({ name: 'binding_row' })
export class BindingRow {
  @PrimaryColumn({ name: 'binding_id', type: 'text' }) bindingId: string;
  @Column({ name: 'merchant_id', type: 'uuid' }) merchantId: string;
  @Column({ name: 'factory_id', type: 'uuid' }) factoryId: string;
  @Column({ name: 'merchant_alias', type: 'text' }) merchantAlias: string;
  @Column({ name: 'service_type', type: 'text' }) serviceType: string;
  @Column({ type: 'boolean' }) fenced: boolean;
  @Column({ type: 'text' }) state: string;
  @Column({ name: 'requested_at', type: 'timestamptz' }) requestedAt: Date;
  @Column({ name: 'updated_at', type: 'timestamptz' }) updatedAt: Date;
}
