# Registers the app that breakglass reads with. It may read, and nothing else.
# Run it as an administrator who may register apps; needs the Microsoft.Graph PowerShell module.
$ErrorActionPreference = 'Stop'
# In a national cloud add -Environment USGov, USGovDoD or China.
Connect-MgGraph -Scopes 'Application.ReadWrite.All' -NoWelcome
$names = @(
@NAMES@
)
$graph = Get-MgServicePrincipal -Filter "appId eq '00000003-0000-0000-c000-000000000000'"
$roles = @($graph.AppRoles | Where-Object { $names -contains $_.Value -and $_.AllowedMemberTypes -contains 'Application' })
$lacking = @($names | Where-Object { $roles.Value -notcontains $_ })
if ($lacking.Count -gt 0) { Write-Warning "Not offered in this cloud: $($lacking -join ', '). What needs them will be unknown." }
$access = @{ ResourceAppId = $graph.AppId; ResourceAccess = @($roles | ForEach-Object { @{ Id = $_.Id; Type = 'Role' } }) }
$app = New-MgApplication -DisplayName 'breakglass (read-only)' -SignInAudience 'AzureADMyOrg' -RequiredResourceAccess @($access)
$null = New-MgServicePrincipal -AppId $app.AppId
$context = Get-MgContext
$login = (Get-MgEnvironment -Name $context.Environment).AzureADEndpoint
"client-id:  $($app.AppId)"
"tenant:     $($context.TenantId)"
"Consent as an administrator, once:"
"  $login/$($context.TenantId)/adminconsent?client_id=$($app.AppId)"
"Then add a certificate or a secret to the app, and name it in the declaration."
