import { memoryPorts } from '../../test/memory-ports.js';
import { IssueServiceToken } from './issue-service-token.js';

const holder = { keyId: 'key-1', name: 'order-service', scopes: ['internal'] };

describe('a service token', () => {
  it('is for one service and says what its holder may do', () => {
    const { accessToken, ...rest } = new IssueServiceToken(memoryPorts()).run(holder, 'product-service');
    const claims = { name: 'order-service', keyId: 'key-1', audience: 'product-service', scope: 'internal' };
    expect(JSON.parse(accessToken)).toEqual(claims);
    expect(rest).toEqual({ tokenType: 'Bearer', expiresIn: 300 });
  });

  it('is not given for a service that does not exist', () => {
    const issue = new IssueServiceToken(memoryPorts());
    expect(() => issue.run(holder, 'warehouse-service')).toThrow(
      expect.objectContaining({ code: 'validation', extras: expect.objectContaining({ errors: [expect.anything()] }) }),
    );
  });
});
