/** Every function, registered by being imported: this is what is bundled and deployed. */
import './batch';
import './bulkUpload';
import './deletedItems';
import './directory';
import './health';
import './jobs';
import './organization';
import './plan';
import './processOperations';
import './provisioningLogs';
import './provisionOnDemand';
import './servicePrincipals';
import './superviseJobs';
import './unknownRoute';
import './uploads';
