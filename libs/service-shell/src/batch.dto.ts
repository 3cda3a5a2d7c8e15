import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** How `runBatch` answers, for the document. */
export class BatchItemAnswer {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f', description: 'What the item is about, as the request named it.' }) key: string;
  @ApiProperty({ enum: ['done', 'refused', 'failed'], example: 'done', description: 'refused: the rules say no, nothing happened. failed: ask again with the same Idempotency-Key.' }) status: 'done' | 'refused' | 'failed';
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, example: { revision: 3 }, description: 'Of an item that is done.' }) result?: object;
  @ApiPropertyOptional({ allOf: [{ $ref: '#/components/schemas/Problem' }], description: 'Of an item that is not.' }) problem?: object;
}

/** An answer for each item, in the order of the request; one item's fate never touches another's. */
export class BatchResults {
  @ApiProperty({ type: [BatchItemAnswer], example: [{ key: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f', status: 'done', result: { revision: 3 } }] }) results: readonly BatchItemAnswer[];
}
