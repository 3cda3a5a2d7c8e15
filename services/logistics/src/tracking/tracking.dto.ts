import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsISO8601, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';

export class Scan {
  @ApiProperty({ example: 'YT8800000000017' }) @IsString() @MinLength(1) @MaxLength(64) waybillNo: string;
  @ApiProperty({ description: 'What the carrier says happened.', example: 'PICKED_UP' }) @Matches(/^[A-Z][A-Z0-9_]{0,31}$/) code: string;
  @ApiProperty({ description: 'With its time zone.', example: '2026-11-11T10:00:00+08:00' }) @IsISO8601({ strict: true, strictSeparator: true }) @Matches(/T.*(?:Z|[+-]\d{2}:\d{2})$/) scannedAt: string;
  @ApiPropertyOptional({ description: 'The district where, six digits (GB/T 2260).', example: '330106' }) @IsOptional() @Matches(/^\d{6}$/) regionCode?: string;
}

export class ScanAnswer {
  @ApiProperty({ description: 'The order it is known of; null: nobody uses the number yet, the scan is kept for whoever does.', nullable: true, type: String, example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) orderId: string | null;
  @ApiProperty({ description: 'A parcel moves that must not exist: its number was voided.', example: false }) ghost: boolean;
  @ApiProperty({ description: 'Of the order, or of what is known of the number.', example: 9 }) revision: number;
}
