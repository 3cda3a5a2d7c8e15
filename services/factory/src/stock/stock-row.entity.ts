import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A shelf: one SKU of a factory. What is reserved and what waits is summed up from its entries. */
@Entity({ name: 'stock_row' })
export class StockRow {
  @PrimaryColumn({ name: 'item_id', type: 'uuid' }) itemId: string;
  @Column({ name: 'factory_id', type: 'uuid' }) factoryId: string;
  @Column({ type: 'text' }) sku: string;
  @Column({ name: 'on_hand', type: 'integer' }) onHand: number;
  @Column({ name: 'backorder_max', type: 'integer' }) backorderMax: number;
  @Column({ type: 'text' }) supply: string;
  @Column({ name: 'changed_at', type: 'timestamptz' }) changedAt: Date;
}
