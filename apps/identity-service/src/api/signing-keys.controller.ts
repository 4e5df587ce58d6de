import { type UserPrincipal } from '@causeway/auth';
import { Access, CurrentPrincipal } from '@causeway/auth/nest';
import { type KeyRotation } from '@causeway/data-model';
import { Controller, Post } from '@nestjs/common';
import { RotateSigningKey } from '../core/rotate-signing-key.js';

@Controller('v1/signing-keys')
export class SigningKeysController {
  readonly #rotate: RotateSigningKey;

  constructor(rotate: RotateSigningKey) {
    this.#rotate = rotate;
  }

  @Access('admin')
  @Post('rotation')
  rotate(@CurrentPrincipal() { userId }: UserPrincipal): Promise<KeyRotation> {
    return this.#rotate.run(userId);
  }
}
