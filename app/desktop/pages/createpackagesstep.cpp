#include "app/desktop/pages/createpackagesstep.h"

#include "app/desktop/pages/forminputs.h"
#include "app/desktop/pages/packagelines.h"
#include "app/desktop/pages/pagelayout.h"
#include "widgets/theme/label.h"

#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;

CreatePackagesStep::CreatePackagesStep(QWidget *parent) : QScrollArea(parent)
{
    setObjectName(u"packagesStep"_s);
    makePageScroll(*this);
    auto *content = new QWidget;
    auto *rows = new QVBoxLayout(content);
    rows->setContentsMargins(space(2), space(1), scrollMargin(), space(2));
    rows->setSpacing(space(1.6));
    auto *given = new elements::Card;
    given->setObjectName(u"givenPackages"_s);
    m_given = given;
    m_givenRows = new QVBoxLayout(given);
    m_givenRows->setContentsMargins(margins(1.8, 1.4));
    m_givenRows->setSpacing(space(0.6));
    m_given->hide();
    auto *own = new elements::Card;
    auto *inside = new QVBoxLayout(own);
    inside->setContentsMargins(margins(1.8, 1.4));
    inside->setSpacing(space(1));
    inside->addWidget(new Label(tr("More packages"), TextStyle::Heading));
    auto *text = new Label(tr("One a line, installed before the scripts run. A list can be pasted as it is."),
                           TextStyle::Small, Role::Muted);
    text->setWordWrap(true);
    inside->addWidget(text);
    m_apt = new PackageLines(u"packages:apt"_s, tr("Debian packages (apt)"), u"packages"_s,
                             u"nginx\ngit\npostgresql-client"_s);
    m_npm = new PackageLines(u"packages:npm"_s, tr("Node packages (npm)"), u"npmPackages"_s,
                             u"pm2@5\n@angular/cli"_s);
    m_pip = new PackageLines(u"packages:pip"_s, tr("Python packages (pip)"), u"pipPackages"_s,
                             u"flask==3.0\nrequests"_s);
    auto *grid = inputGrid(26);
    for (PackageLines *lines : {m_apt, m_npm, m_pip}) {
        grid->addWidget(lines);
        connect(lines, &PackageLines::changed, this, &CreatePackagesStep::changed);
    }
    inside->addLayout(grid, 1);
    rows->addWidget(m_given);
    rows->addWidget(own, 1);
    setWidget(content);
}

void CreatePackagesStep::addSource(const QString &title, const QStringList &apt, const QStringList &npm,
                                   const QStringList &pip)
{
    if (apt.isEmpty() && npm.isEmpty() && pip.isEmpty())
        return;
    m_givenRows->addWidget(new Label(title, TextStyle::Strong));
    for (const auto &[kind, packages] :
         {std::pair(u"apt"_s, apt), std::pair(u"npm"_s, npm), std::pair(u"pip"_s, pip)}) {
        if (packages.isEmpty())
            continue;
        auto *line = new Label(u"%1: %2"_s.arg(kind, packages.join(u", "_s)), TextStyle::Mono, Role::Muted);
        line->setWordWrap(true);
        line->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_givenRows->addWidget(line);
    }
}

void CreatePackagesStep::setTemplate(const std::optional<Template> &entry,
                                     const QList<PackageBucket> &buckets)
{
    while (QLayoutItem *item = m_givenRows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_givenRows->addWidget(new Label(tr("Installed anyway"), TextStyle::Heading));
    if (entry) {
        addSource(tr("From the template %1").arg(entry->title), packagesOf(*entry, PackageKind::Apt),
                  packagesOf(*entry, PackageKind::Npm), packagesOf(*entry, PackageKind::Pip));
        for (const PackageBucket &bucket : buckets) {
            if (entry->buckets.contains(bucket.name))
                addSource(tr("From the package bucket %1").arg(bucket.name), bucket.apt, bucket.npm,
                          bucket.pip);
        }
    }
    m_given->setVisible(m_givenRows->count() > 1);
}

void CreatePackagesStep::fill(ContainerSpec &spec) const
{
    spec.packages = m_apt->packages();
    spec.npmPackages = m_npm->packages();
    spec.pipPackages = m_pip->packages();
}

void CreatePackagesStep::showSpec(const ContainerSpec &spec)
{
    m_apt->setPackages(spec.packages);
    m_npm->setPackages(spec.npmPackages);
    m_pip->setPackages(spec.pipPackages);
}

void CreatePackagesStep::showErrors(const QList<FieldError> &errors)
{
    for (PackageLines *lines : {m_apt, m_npm, m_pip})
        lines->showErrors(errors);
}

void CreatePackagesStep::focusFirst() { m_apt->findChild<QPlainTextEdit *>()->setFocus(); }

} // namespace slipway::desktop
