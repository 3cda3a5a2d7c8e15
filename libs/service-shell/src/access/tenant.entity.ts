import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role } from '../policy.js';

/** A company that uses Daifa. It can be merchant and factory at once. */
@Entity({ name: 'tenant' })
export class Tenant {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId: string;

  @Column('text')
  name: string;

  @Column('text', { array: true })
  roles: Role[];

  /** What a merchant types to bind this factory (厂家店铺ID); stays with the tenant for ever once given. */
  @Column('text', { name: 'factory_shop_id', nullable: true })
  factoryShopId: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;
}
