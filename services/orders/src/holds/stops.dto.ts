import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsString, IsUUID, Matches, MaxLength, MinLength } from 'class-validator';

const CHANNELS = ['PDD', 'DOUYIN', 'TAOBAO', 'API'] as const;
const FAILURES = ['NOT_SYNCED', 'ALREADY_SHIPPED', 'LABEL_PRINTED'] as const;

export class StopQuery {
  @ApiProperty({ description: 'Whose shop it is.', example: '5b0c1a52-2f3e-5a7e-9d51-0a1b2c3d4e5f' }) @IsUUID() merchantId: string;
  @ApiProperty({ enum: CHANNELS, example: 'PDD' }) @IsIn(CHANNELS) channel: (typeof CHANNELS)[number];
  @ApiProperty({ example: 'mall-1' }) @IsString() @MinLength(1) @MaxLength(64) shopId: string;
  @ApiProperty({ example: '261111-000000000000001' }) @IsString() @MinLength(1) @MaxLength(64) platformOrderNo: string;
  @ApiProperty({ description: 'Your own number of the question: the same again is the same hold.', example: 'stop-20261111-1' }) @Matches(/^[\w.-]{1,64}$/) stopId: string;
  @ApiProperty({ example: '买家申请退款' }) @IsString() @MinLength(1) @MaxLength(200) reason: string;
}

export class StopAnswer {
  @ApiProperty({ enum: ['SUCCESS', 'FAIL'], description: 'SUCCESS: from before this answer on nothing of the order is printed. FAIL: nothing was changed.', example: 'SUCCESS' }) result: 'SUCCESS' | 'FAIL';
  @ApiProperty({ enum: FAILURES, nullable: true, type: String, description: 'Why it cannot be stopped.', example: null }) reason: (typeof FAILURES)[number] | null;
  @ApiProperty({ nullable: true, type: String, description: 'The hold, to be released when the buyer changes their mind.', example: 'BUYER_CANCEL:stop-20261111-1:1' }) holdId: string | null;
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) orderId: string;
}
