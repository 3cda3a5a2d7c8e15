import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsString, MaxLength, ValidateNested } from 'class-validator';

/** More than the batch rule allows is refused by the batch with its own code; this only bounds the work of validation. */
const ITEMS_MAX = 1_000;

export class AcceptItem {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.1.1' }) @IsString() @MaxLength(64) allocationId: string;
}

export class AcceptAllocations {
  @ApiProperty({ type: [AcceptItem], description: 'At most 100.' }) @IsArray() @ArrayMinSize(1) @ArrayMaxSize(ITEMS_MAX) @ValidateNested({ each: true }) @Type(() => AcceptItem) items: AcceptItem[];
}
