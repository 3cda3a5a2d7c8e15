import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The trace of a key: its hash. The key itself is known to its holder only. */
@Entity({ name: 'api_key' })
export class ApiKey {
  @PrimaryColumn('text', { name: 'key_id' })
  keyId: string;

  @Column('uuid', { name: 'tenant_id' })
  tenantId: string;

  @Column('text')
  label: string;

  /** SHA-256 of the whole key. */
  @Column('bytea')
  hash: Buffer;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt: Date | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt: Date | null;
}
