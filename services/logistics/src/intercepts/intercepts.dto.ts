import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { Transform } from 'class-transformer';
import type { InterceptOutcome } from '@daifa/order-domain/words';
import { ListQuery } from '@daifa/service-shell/list-query.dto';

const OUTCOMES = ['INTERCEPTED', 'TOO_LATE', 'REFUSED_BY_CONSIGNEE', 'LOST', 'ABANDONED'] as const satisfies readonly InterceptOutcome[];

export class RecordOutcome {
  @ApiProperty({ enum: OUTCOMES, example: 'INTERCEPTED' }) @IsIn(OUTCOMES) outcome: (typeof OUTCOMES)[number];
  @ApiPropertyOptional({ example: '网点已退回' }) @IsOptional() @IsString() @MaxLength(200) note?: string;
}

export class InterceptQuery extends ListQuery {
  @ApiPropertyOptional({ description: 'Only those without an outcome yet.', example: true })
  @IsOptional() @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value)) @IsBoolean() open?: boolean;
  @ApiPropertyOptional({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) @IsOptional() @IsUUID() orderId?: string;
}

export class InterceptItem {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.I1' }) interceptId: string;
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) orderId: string;
  @ApiProperty({ enum: ['STOP', 'REROUTE'], example: 'STOP' }) kind: string;
  @ApiProperty({ type: [String], example: ['0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.1.1'] }) allocationIds: string[];
  @ApiProperty({ example: 'YTO' }) carrier: string;
  @ApiProperty({ example: 'YT8800000000017' }) waybillNo: string;
  @ApiProperty({ enum: OUTCOMES, nullable: true, type: String, example: null }) outcome: string | null;
  @ApiProperty({ example: '' }) note: string;
  @ApiProperty({ example: '2026-11-11T02:00:00.000Z' }) openedAt: string;
  @ApiProperty({ nullable: true, type: String, example: null }) closedAt: string | null;
}

export class InterceptPage {
  @ApiProperty({ type: [InterceptItem] }) items: InterceptItem[];
  @ApiProperty({ nullable: true, type: String, example: null }) next: string | null;
}

export class InterceptOutcomeAnswer {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.I1' }) interceptId: string;
  @ApiProperty({ description: 'The first outcome told; a later one changes nothing.', enum: OUTCOMES, example: 'INTERCEPTED' }) outcome: string;
  @ApiProperty({ example: 9 }) revision: number;
}
