import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';
import { PERMITS_MAX } from '../print-jobs/print-jobs.dto.js';

const ID_CHARS_MAX = 64;
const PRINTER_CHARS_MAX = 64;
/** A sealed key is some two hundred characters. */
const SEALED_KEY_CHARS_MAX = 1_024;

export class ComponentQuery {
  @ApiPropertyOptional({ description: 'The printer the component is to use; empty: its own default.', default: '', example: 'ZDesigner GK888t' }) @IsOptional() @IsString() @MaxLength(PRINTER_CHARS_MAX) printer?: string;
  @ApiPropertyOptional({ enum: ['100x180', '76x130'], default: '100x180', description: 'Paper in millimetres.', example: '100x180' }) @IsOptional() @IsIn(['100x180', '76x130']) size?: '100x180' | '76x130';
  @ApiPropertyOptional({ type: String, description: 'Permits separated by commas, in the order of the paper. Left out: all of the job, in the order in which they were asked for.', example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.P1' })
  @IsOptional() @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? [...new Set(value.split(','))] : value))
  @IsArray() @ArrayMaxSize(PERMITS_MAX) @IsString({ each: true }) @MaxLength(ID_CHARS_MAX, { each: true }) permitIds?: string[];
}

const TASK = {
  taskID: 'line-2-20261111-0001', preview: false, printer: '', previewType: 'pdf', firstDocumentNumber: 1, totalDocumentCount: 1, notifyType: ['render', 'print'],
  documents: [{
    documentID: 'YT8800000000017',
    contents: [
      { encryptedData: 'mK0…', signature: '9f86d0…', templateURL: 'urn:daifa:template:label-100x180', ver: '1', addData: { sender: { name: '晨光小店', mobile: '13900000000', address: { province: '浙江省', city: '金华市', district: '义乌市', detail: '北苑街道春风大道1号' } }, permitId: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.P1', sealedKey: 'AQ…' } },
      { data: { goods: '纯棉短袖T恤 白色 L ×2', remark: '', reprint: '第1次打印' }, templateURL: 'urn:daifa:template:goods' },
    ],
  }],
};

/** In the component's own words: its names are not ours. */
export class ComponentTask {
  @ApiProperty({ example: 'print' }) cmd: string;
  @ApiProperty({ example: '3f0c1a52-2f3e-4a7e-9d51-0a1b2c3d4e5f' }) requestID: string;
  @ApiProperty({ example: '1.0' }) version: string;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'documentID is the waybill number; taskID is the job: a component prints the same document of the same task once.', example: TASK }) task: object;
}

export class SpoolItem {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.P1' }) @IsString() @MaxLength(ID_CHARS_MAX) permitId: string;
  @ApiProperty({ description: 'As it came in the document.', example: 'AQ…' }) @IsString() @MaxLength(SEALED_KEY_CHARS_MAX) sealedKey: string;
}

export class SpoolRequest {
  @ApiProperty({ type: [SpoolItem], description: 'At most 100.' }) @IsArray() @ArrayMinSize(1) @ArrayMaxSize(PERMITS_MAX) @ValidateNested({ each: true }) @Type(() => SpoolItem) items: SpoolItem[];
}

export class SpoolKey {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.P1' }) permitId: string;
  @ApiProperty({ description: 'AES-256, base64. For this document, now: it is not to be kept.', example: 'q83v…' }) key: string;
}

export class SpoolItemResult {
  @ApiProperty({ description: 'The permit.', example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.P1' }) key: string;
  @ApiProperty({ enum: ['done', 'refused', 'failed'], example: 'done' }) status: string;
  @ApiPropertyOptional({ type: SpoolKey }) result?: SpoolKey;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'RFC 9457: what is in the way of the paper now.' }) problem?: object;
}

export class SpoolAnswer {
  @ApiProperty({ type: [SpoolItemResult] }) results: readonly SpoolItemResult[];
}
