set -eu
log_info "Making the account share and the folder /srv/share"
if ! getent passwd share >/dev/null; then
    useradd --system --user-group --no-create-home --shell /usr/sbin/nologin share
fi
install -d -m 2770 -o share -g share /srv/share
password=$(generate_password 20)
printf '%s\n%s\n' "$password" "$password" | smbpasswd -s -a share
testparm -s >/dev/null 2>&1 || {
    testparm -s || true
    log_error "Cannot use /etc/samba/smb.conf. Samba refuses it; its words stand above."
    exit 1
}
systemctl disable --now nmbd >/dev/null 2>&1 || true
systemctl enable smbd
systemctl restart smbd
systemctl is-active --quiet smbd
save_credential smbd USER share
save_credential smbd PASSWORD "$password"
log_info "The folder /srv/share is shared as \"share\" on port 445"
