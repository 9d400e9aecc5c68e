set -eu
log_info "Waiting until the server takes connections"
tries=0
until runuser -u postgres -- psql -qAtc 'select 1' >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ "$tries" -ge 60 ]; then
        log_error "Cannot reach PostgreSQL. It takes no connections after 60 s."
        exit 1
    fi
    sleep 1
done
log_info "Making the account and the database app"
password=$(generate_password 28)
# Letters and digits alone, handed over on standard input: it stands on no command line.
runuser -u postgres -- psql -qAt -v ON_ERROR_STOP=1 <<SQL
select 'create role app login' where not exists (select from pg_roles where rolname = 'app') \gexec
alter role app password '$password';
select 'create database app owner app' where not exists (select from pg_database where datname = 'app') \gexec
SQL
version=$(ls /etc/postgresql | sort -n | tail -n 1)
service=postgresql@$version-main
save_credential "$service" USER app
save_credential "$service" PASSWORD "$password"
save_credential "$service" DATABASE app
log_info "The database app is there, on port 5432"
