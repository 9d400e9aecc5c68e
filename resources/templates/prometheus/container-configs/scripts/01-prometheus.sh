set -eu
log_info "Setting up what is watched"
if ! grep -q '^# slipway$' /etc/prometheus/prometheus.yml; then
    cp -p /etc/prometheus/prometheus.yml /etc/prometheus/prometheus.yml.before-slipway
    cat >/etc/prometheus/prometheus.yml <<'YML'
# slipway
global:
  scrape_interval: 15s
  evaluation_interval: 15s
scrape_configs:
  - job_name: prometheus
    basic_auth:
      username: admin
      password_file: /etc/prometheus/own-password
    static_configs:
      - targets: ["localhost:9090"]
  # Add the machines to watch here: each needs the package prometheus-node-exporter.
  - job_name: node
    static_configs:
      - targets: ["localhost:9100"]
YML
fi
promtool check config /etc/prometheus/prometheus.yml
printf 'ARGS="--web.config.file=/etc/prometheus/web.yml --storage.tsdb.retention.time=30d"\n' >/etc/default/prometheus
# Its figures are for this Prometheus alone.
printf 'ARGS="--web.listen-address=127.0.0.1:9100"\n' >/etc/default/prometheus-node-exporter
systemctl enable prometheus prometheus-node-exporter
systemctl restart prometheus prometheus-node-exporter
tries=0
until (: </dev/tcp/127.0.0.1/9090) 2>/dev/null; do
    tries=$((tries + 1))
    if [ "$tries" -ge 60 ]; then
        log_error "Cannot reach Prometheus. Nothing listens on port 9090 after 60 s."
        exit 1
    fi
    sleep 1
done
log_info "Prometheus listens on port 9090"
