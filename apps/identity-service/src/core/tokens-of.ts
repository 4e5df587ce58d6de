import type { Tokens } from '@causeway/data-model';
import type { AccessToken } from './access-tokens.js';

export const tokensOf = ({ token, expiresIn }: AccessToken, refreshToken: string): Tokens => ({
  accessToken: token,
  refreshToken,
  tokenType: 'Bearer',
  expiresIn,
});
