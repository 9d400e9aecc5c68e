#include "app/desktop/pages/tagbar.h"

#include "widgets/elements/flowlayout.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/style.h"

#include <QPushButton>
#include <algorithm>

namespace slipway::desktop {

using namespace theme;

namespace {
constexpr int kShown = 10;
}

TagBar::TagBar(const QString &prefix, QWidget *parent)
    : QWidget(parent), m_prefix(prefix), m_chips(new elements::FlowLayout(this))
{
    m_chips->setSpacing(space(0.6));
    hide();
}

void TagBar::setTags(const QStringList &tags)
{
    const QStringList shown = tags.mid(0, kShown);
    if (shown == m_tags)
        return;
    m_tags = shown;
    m_checked.intersect(QSet<QString>(shown.begin(), shown.end()));
    qDeleteAll(findChildren<QPushButton *>(Qt::FindDirectChildrenOnly));
    for (const QString &tag : shown) {
        auto *chip = new QPushButton(tag);
        chip->setObjectName(m_prefix + tag);
        chip->setAccessibleName(tr("Only templates with the tag %1").arg(tag));
        chip->setFont(theme::font(TextStyle::Small));
        chip->setCheckable(true);
        chip->setChecked(m_checked.contains(tag));
        if (chip->isChecked())
            chip->setIcon(theme::icon(Icon::Check, Role::Accent));
        setButtonKind(chip, ButtonKind::Chip);
        m_chips->addWidget(chip);
        connect(chip, &QPushButton::toggled, this, [this, chip, tag](bool on) {
            chip->setIcon(on ? theme::icon(Icon::Check, Role::Accent) : QIcon()); // not by colour alone
            if (on)
                m_checked.insert(tag);
            else
                m_checked.remove(tag);
            emit changed();
        });
    }
    setVisible(!shown.isEmpty());
}

bool TagBar::matches(const QStringList &tags) const
{
    return std::all_of(m_checked.begin(), m_checked.end(),
                       [&tags](const QString &tag) { return tags.contains(tag); });
}

} // namespace slipway::desktop
