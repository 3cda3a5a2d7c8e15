import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsOptional, IsString, Matches, MaxLength, ValidateNested } from 'class-validator';

const ID_CHARS_MAX = 64;
const REASON_CHARS_MAX = 100;
const PRINT_JOB_ID = /^[A-Za-z0-9_-]{1,64}$/;
const RESULTS = ['PRINTED', 'FAILED', 'UNKNOWN'] as const;
export const PERMITS_MAX = 100;

export class PrintItem {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.1.1' }) @IsString() @MaxLength(ID_CHARS_MAX) allocationId: string;
  @ApiPropertyOptional({ description: 'Needed from the second copy on.', example: '卡纸' }) @IsOptional() @IsString() @MaxLength(REASON_CHARS_MAX) reprintReason?: string;
}

export class RequestPrintJob {
  @ApiPropertyOptional({ description: 'Your own name of the job; the same again is the same job, and prints nothing twice.', example: 'line-2-20261111-0001' })
  @IsOptional() @Matches(PRINT_JOB_ID) printJobId?: string;
  @ApiProperty({ type: [PrintItem], description: 'At most 100.' }) @IsArray() @ArrayMinSize(1) @ValidateNested({ each: true }) @Type(() => PrintItem) items: PrintItem[];
}

export class PermitGiven {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.P1' }) permitId: string;
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.L1' }) labelId: string;
  @ApiProperty({ example: 'YT8800000000017' }) waybillNo: string;
  @ApiProperty({ description: '1 for the first print.', example: 1 }) copy: number;
  @ApiProperty({ description: 'Fetch the label before this time.', example: '2026-11-11T02:02:00.000Z' }) expiresAt: string;
}

export class PrintJobItemResult {
  @ApiProperty({ description: 'The allocation.', example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.1.1' }) key: string;
  @ApiProperty({ enum: ['done', 'refused', 'failed'], example: 'done' }) status: string;
  @ApiPropertyOptional({ type: PermitGiven }) result?: PermitGiven;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'RFC 9457, with every guard that failed.' }) problem?: object;
}

export class PrintJobAnswer {
  @ApiProperty({ example: 'line-2-20261111-0001' }) printJobId: string;
  @ApiProperty({ type: [PrintJobItemResult], description: 'In the order asked.' }) results: readonly PrintJobItemResult[];
}

export class PrintJobPermit extends PermitGiven {
  @ApiProperty({ type: [String], example: ['0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.1.1'] }) allocationIds: string[];
  @ApiProperty({ description: 'Why it was printed again.', example: '' }) reason: string;
  @ApiProperty({ enum: ['GRANTED', 'CONSUMED', 'REVOKED'], example: 'CONSUMED' }) state: string;
  @ApiProperty({ enum: RESULTS, description: 'What the printer said. Silence is UNKNOWN, never printed.', example: 'UNKNOWN' }) result: string;
}

export class PrintJobShown {
  @ApiProperty({ example: 'line-2-20261111-0001' }) printJobId: string;
  @ApiProperty({ type: [PrintJobPermit] }) items: PrintJobPermit[];
}

export class LabelsQuery {
  @ApiPropertyOptional({ enum: ['pdf', 'zpl'], default: 'pdf', example: 'pdf' }) @IsOptional() @IsIn(['pdf', 'zpl']) format?: 'pdf' | 'zpl';
  @ApiPropertyOptional({ enum: ['100x180', '76x130'], default: '100x180', description: 'Paper in millimetres.', example: '100x180' })
  @IsOptional() @IsIn(['100x180', '76x130']) size?: '100x180' | '76x130';
  @ApiPropertyOptional({ type: String, description: 'Permits separated by commas, in the order of the paper. Left out: all of the job, in the order in which they were asked for.', example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.P1' })
  @IsOptional() @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? [...new Set(value.split(','))] : value))
  @IsArray() @ArrayMaxSize(PERMITS_MAX) @IsString({ each: true }) @MaxLength(ID_CHARS_MAX, { each: true }) permitIds?: string[];
}

export class PrintResultItem {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.P1' }) @IsString() @MaxLength(ID_CHARS_MAX) permitId: string;
  @ApiProperty({ enum: RESULTS, example: 'PRINTED' }) @IsIn(RESULTS) result: (typeof RESULTS)[number];
}

export class ReportPrintJob {
  @ApiProperty({ type: [PrintResultItem], description: 'At most 100.' }) @IsArray() @ArrayMinSize(1) @ValidateNested({ each: true }) @Type(() => PrintResultItem) items: PrintResultItem[];
}

export class PrintReportItemResult {
  @ApiProperty({ description: 'The permit.', example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.P1' }) key: string;
  @ApiProperty({ enum: ['done', 'refused', 'failed'], example: 'done' }) status: string;
  @ApiPropertyOptional({ type: PrintResultItem, description: 'What counts now: paper that exists is never unsaid.' }) result?: PrintResultItem;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true }) problem?: object;
}

export class PrintReportAnswer {
  @ApiProperty({ type: [PrintReportItemResult] }) results: readonly PrintReportItemResult[];
}
