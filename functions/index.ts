/** Every function, registered by being imported: this is what is bundled and deployed. */
import './bulkUpload';
import './health';
import './jobs';
import './processOperations';
import './provisioningLogs';
import './servicePrincipals';
import './superviseJobs';
import './unknownRoute';
import './uploads';
