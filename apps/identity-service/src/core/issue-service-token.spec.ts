import { memoryPorts } from '../../test/memory-ports.js';
import { IssueServiceToken } from './issue-service-token.js';

const holder = { name: 'order-service', scopes: ['internal'] };

describe('a service token', () => {
  it('is for one service and says what its holder may do', () => {
    const { accessTokens, surroundings } = memoryPorts();
    const { accessToken, ...rest } = new IssueServiceToken(accessTokens, surroundings).run(holder, 'product-service');
    expect(JSON.parse(accessToken)).toEqual({ name: 'order-service', audience: 'product-service', scope: 'internal' });
    expect(rest).toEqual({ tokenType: 'Bearer', expiresIn: 300 });
  });

  it('is not given for a service that does not exist', () => {
    const { accessTokens, surroundings } = memoryPorts();
    const issue = new IssueServiceToken(accessTokens, surroundings);
    expect(() => issue.run(holder, 'warehouse-service')).toThrow(
      expect.objectContaining({ code: 'validation', extras: expect.objectContaining({ errors: [expect.anything()] }) }),
    );
  });
});
