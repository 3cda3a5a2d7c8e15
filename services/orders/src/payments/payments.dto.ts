import { ApiProperty } from '@nestjs/swagger';
import { IsString, Matches, MaxLength } from 'class-validator';

export class PaymentConfirmation {
  @ApiProperty({ description: 'What was agreed with the buyer; not empty.', example: '已电话确认，按时收货' }) @IsString() @Matches(/\S/) @MaxLength(200) note: string;
}
