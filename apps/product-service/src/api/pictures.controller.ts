import { Access } from '@causeway/auth/nest';
import { type ImageUpload, type NewImage, newImage } from '@causeway/data-model';
import { idOf } from '@causeway/runtime/http';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { AddPicture } from '../core/add-picture.js';

@Controller('v1/products/:id/images')
export class PicturesController {
  constructor(private readonly pictures: AddPicture) {}

  @Post()
  @Access('merchandiser', 'products:write')
  add(@Param('id', idOf('The product')) id: string, @Body({ schema: newImage }) body: NewImage): Promise<ImageUpload> {
    return this.pictures.execute(id, body);
  }
}
