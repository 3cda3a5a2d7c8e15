import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ListQuery } from '@daifa/service-shell/list-query.dto';
import { IsIn, IsOptional } from 'class-validator';

const TASKS = ['DESTROY_LABEL', 'CALL_FACTORY', 'PRODUCE', 'PURCHASE'] as const;

export class TaskQuery extends ListQuery {
  @ApiPropertyOptional({ enum: TASKS, example: 'DESTROY_LABEL' }) @IsOptional() @IsIn(TASKS) task?: (typeof TASKS)[number];
}

export class TaskItem {
  @ApiProperty({ example: '9b2f4c1e-0d6a-5e55-9a53-1f2e3d4c5b6a' }) taskId: string;
  @ApiProperty({ enum: TASKS, example: 'DESTROY_LABEL' }) task: string;
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) orderMaskSn: string;
  @ApiProperty({ type: [String], example: ['0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.1.1'] }) allocationIds: string[];
  @ApiProperty({ nullable: true, type: String, example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.L1' }) labelId: string | null;
  @ApiProperty({ example: '2026-11-11T06:00:00.000Z' }) dueAt: string;
  @ApiProperty({ example: '2026-11-11T02:00:00.000Z' }) openedAt: string;
}

export class TaskPage {
  @ApiProperty({ type: [TaskItem] }) items: TaskItem[];
  @ApiProperty({ nullable: true, type: String, example: null, description: 'Cursor of the next page.' }) next: string | null;
}
