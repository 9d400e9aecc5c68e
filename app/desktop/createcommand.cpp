#include "app/desktop/createcommand.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>

namespace slipway::desktop {

using namespace Qt::Literals::StringLiterals;

namespace {

QString quoted(const QString &word)
{
    static const QRegularExpression plain(u"\\A[A-Za-z0-9@%+=:,./_-]+\\z"_s);
    if (plain.match(word).hasMatch())
        return word;
    QString inside = word;
    inside.replace(u'\'', u"'\\''"_s);
    return u'\'' + inside + u'\'';
}

/// Builds one command; every field of the request has an option.
class Writer
{
    Q_DECLARE_TR_FUNCTIONS(slipway::desktop::CreateCommand)
public:
    explicit Writer(const ContainerSpec &spec) : m_spec(spec) {}

    CreateCommand write()
    {
        m_out.text = u"slipwayctl create --hostname "_s + quoted(m_spec.hostname);
        text("template", m_spec.templateName);
        text("node", m_spec.node);
        text("source", m_spec.source);
        const GivenFields given = givenFields(m_spec);
        number("cores", m_spec.cores, given.cores);
        number("memory", m_spec.memoryMb, given.memoryMb);
        number("disk", m_spec.diskGb, given.diskGb);
        texts("tag", m_spec.tags);
        texts("package", m_spec.packages);
        texts("npm-package", m_spec.npmPackages);
        texts("pip-package", m_spec.pipPackages);
        scripts();
        files();
        placement();
        network();
        access();
        simulation();
        return m_out;
    }

private:
    void option(const char *name) { m_out.text += u" --"_s + QLatin1StringView(name); }
    void text(const char *name, const QString &value)
    {
        if (value.isEmpty())
            return;
        option(name);
        m_out.text += u' ' + quoted(value);
    }
    void texts(const char *name, const QStringList &values)
    {
        for (const QString &value : values)
            text(name, value);
    }
    void number(const char *name, double value, bool isGiven)
    {
        if (isGiven)
            text(name, QString::number(value, 'g', 12));
    }
    void choice(const char *yes, const char *no, const std::optional<bool> &value)
    {
        if (value)
            option(*value ? yes : no);
    }
    void file(const char *name, const QString &path, const QString &content)
    {
        text(name, path);
        m_out.files.append(tr("%1: %2").arg(path, content));
    }

    void scripts()
    {
        for (const ScriptSpec &script : m_spec.scripts) {
            file("script", script.name, tr("the script"));
            if (script.timeoutSeconds != ScriptSpec().timeoutSeconds)
                text("script-timeout", u"%1=%2"_s.arg(script.name).arg(script.timeoutSeconds));
        }
    }

    void files()
    {
        QSet<QString> names; // here, where two of one name cannot lie side by side
        for (const FileSpec &file : m_spec.files) {
            const QString base = file.path.section(u'/', -1);
            QString name = base;
            for (int at = 2; names.contains(name); ++at)
                name = u"%1-%2"_s.arg(base).arg(at);
            names.insert(name);
            QString words = name + u':' + file.path;
            // What ends like a policy would be taken for one.
            if (file.policy != FileSpec::Policy::Replace || file.path.contains(u':'))
                words += u':' + QString(filePolicyName(file.policy));
            text("file", words);
            m_out.files.append(tr("%1: %2").arg(name, tr("the file for %1").arg(file.path)));
        }
    }

    void placement()
    {
        number("vmid", m_spec.vmid, m_spec.vmid > 0);
        text("storage", m_spec.storage);
        text("template-storage", m_spec.templateStorage);
        text("bridge", m_spec.bridge);
        text("pool", m_spec.pool);
        text("description", m_spec.description);
        if (m_spec.onFailure != OnFailure::Keep)
            text("on-failure", onFailureName(m_spec.onFailure));
        number("swap", m_spec.swapMb.value_or(0), m_spec.swapMb.has_value());
        choice("nesting", "no-nesting", m_spec.features.nesting);
        choice("keyctl", "no-keyctl", m_spec.features.keyctl);
        choice("fuse", "no-fuse", m_spec.features.fuse);
        choice("unprivileged", "privileged", m_spec.unprivileged);
        choice("onboot", "no-onboot", m_spec.startOnBoot);
    }

    void network()
    {
        const NetworkSpec &network = m_spec.network;
        text("ip", network.ipv4);
        text("gateway", network.gateway);
        text("ip6", network.ipv6);
        text("gateway6", network.gateway6);
        number("vlan", network.vlan, network.vlan > 0);
        if (network.firewall)
            option("firewall");
        texts("nameserver", network.nameservers);
        text("search-domain", network.searchDomain);
    }

    void access()
    {
        if (m_spec.rootPassword)
            file("root-password-file", u"root-password"_s, tr("the root password"));
        if (!m_spec.sshPublicKeys.isEmpty())
            file("ssh-key-file", u"keys.pub"_s, tr("the public keys, one a line"));
    }

    void simulation()
    {
        if (!m_spec.simulation)
            return;
        const SimulationSpec &one = *m_spec.simulation;
        number("sim-seconds", one.durationSeconds, true);
        number("sim-lines", one.lines, true);
        number("sim-rate", one.linesPerSecond, one.linesPerSecond > 0);
        text("fail-at", one.failAt);
        number("fail-exit-code", one.failExitCode, one.failExitCode != SimulationSpec().failExitCode);
    }

    const ContainerSpec &m_spec;
    CreateCommand m_out;
};

} // namespace

CreateCommand createCommand(const QList<ContainerSpec> &requests)
{
    CreateCommand all;
    QStringList lines;
    for (const ContainerSpec &request : requests) {
        all = Writer(request).write(); // files are the same for each
        lines.append(all.text);
    }
    all.text = lines.join(u'\n');
    return all;
}

} // namespace slipway::desktop
