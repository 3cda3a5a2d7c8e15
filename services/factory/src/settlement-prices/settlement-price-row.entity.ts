import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One entry of a factory's price list, as it was said: none is ever changed or removed. */
@Entity({ name: 'settlement_price_row' })
export class SettlementPriceRow {
  @PrimaryColumn({ name: 'price_list_id', type: 'uuid' }) priceListId: string;
  @PrimaryColumn({ type: 'integer' }) revision: number;
  @Column({ name: 'factory_id', type: 'uuid' }) factoryId: string;
  @Column({ type: 'text' }) item: string;
  @Column({ type: 'text' }) sku: string;
  /** bigint is text for the driver. */
  @Column({ name: 'price_fen', type: 'bigint', nullable: true }) priceFen: string | null;
  @Column({ name: 'effective_from', type: 'timestamptz' }) effectiveFrom: Date;
  @Column({ name: 'set_at', type: 'timestamptz' }) setAt: Date;
  /** Place in the list: newest first over all things. */
  @Column({ type: 'bigint' }) position: string;
}
