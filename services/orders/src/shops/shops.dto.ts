import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, MinLength } from 'class-validator';
import { CONNECTED_CHANNELS, type ConnectedChannel } from '../connectors/connector.js';

export const SHOP_ID = /^[\w.-]{1,64}$/;
const APPROVALS = ['RULE', 'PERSON'] as const;
const STATES = ['AWAITING_AUTHORISATION', 'ACTIVE', 'AUTH_EXPIRED', 'PAUSED'] as const;
const BACKFILL_DAYS_MAX = 30;

export class RegisterShop {
  @ApiProperty({ enum: CONNECTED_CHANNELS, example: 'PDD' }) @IsIn(CONNECTED_CHANNELS) channel: ConnectedChannel;
  @ApiProperty({ description: 'The channel\'s own id of the shop.', example: 'mall-100001' }) @IsString() @Matches(SHOP_ID) shopId: string;
  @ApiProperty({ description: 'For yourself; no factory is told it.', example: '晨光小店旗舰店' }) @IsString() @MinLength(1) @MaxLength(60) name: string;
  @ApiPropertyOptional({ enum: APPROVALS, default: 'RULE', description: 'PERSON: paid orders wait for an approval.', example: 'RULE' }) @IsOptional() @IsIn(APPROVALS) approve?: (typeof APPROVALS)[number];
  @ApiPropertyOptional({ description: 'Orders changed so many days before the first binding are read too.', default: 0, minimum: 0, maximum: BACKFILL_DAYS_MAX, example: 0 }) @IsOptional() @IsInt() @Min(0) @Max(BACKFILL_DAYS_MAX) backfillDays?: number;
}

export class AuthoriseShop {
  @ApiProperty({ description: 'As the channel gave it; kept sealed, never shown again.', example: 'sim-token-0123456789' }) @IsString() @MinLength(8) @MaxLength(512) token: string;
}

export class ShopItem {
  @ApiProperty({ example: '2f3a7f0e-0f7e-4a83-9d9a-2f0e4f7e1a11' }) shopKey: string;
  @ApiProperty({ enum: CONNECTED_CHANNELS, example: 'PDD' }) channel: ConnectedChannel;
  @ApiProperty({ example: 'mall-100001' }) shopId: string;
  @ApiProperty({ example: '晨光小店旗舰店' }) name: string;
  @ApiProperty({ enum: APPROVALS, example: 'RULE' }) approve: 'RULE' | 'PERSON';
  @ApiProperty({ example: 0 }) backfillDays: number;
  @ApiProperty({ enum: STATES, example: 'ACTIVE' }) state: (typeof STATES)[number];
  @ApiProperty({ description: 'Codes of what keeps orders from coming in: SHOP_AUTH_EXPIRED, SHOP_NOT_BOUND, SYNC_FAILING.', type: [String], example: ['SHOP_AUTH_EXPIRED'] }) alarms: readonly string[];
  @ApiProperty({ description: 'Everything the channel changed before is in.', type: String, nullable: true, example: '2026-11-11T02:00:00.000Z' }) syncedTo: string | null;
  @ApiProperty({ description: 'Since when nothing can be read for want of an authorisation; fetched after its renewal.', type: String, nullable: true, example: null }) gapSince: string | null;
  @ApiProperty({ description: 'Readings in a row that broke off.', example: 0 }) failures: number;
  @ApiProperty({ type: String, nullable: true, example: null }) lastFailure: string | null;
  @ApiProperty({ description: 'What the last complete reading came to; see `sync`.', type: Object, nullable: true, example: null }) lastStatement: object | null;
  @ApiProperty({ description: 'Records set aside, by reason.', type: Object, example: { UNMAPPED_STATUS: 1 } }) setAside: Readonly<Record<string, number>>;
}

export class RegisteredShop extends ShopItem {
  @ApiProperty({ description: 'Signs the channel\'s messages; told this once. null when the shop was registered before.', type: String, nullable: true, example: 'f0e1d2c3b4a5968778695a4b3c2d1e0ff0e1d2c3b4a5968778695a4b3c2d1e0f' }) messageSecret: string | null;
  @ApiProperty({ description: 'Where the channel sends them.', example: '/v1/channels/messages/2f3a7f0e-0f7e-4a83-9d9a-2f0e4f7e1a11' }) messagePath: string;
}

export class ShopPage {
  @ApiProperty({ type: [ShopItem] }) items: ShopItem[];
  @ApiProperty({ nullable: true, type: String, example: null }) next: string | null;
}
